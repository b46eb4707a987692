import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { createMetricsService } from "../../../src/client/metrics-service.ts";
import { LiveMetricsPage } from "../../../src/page/live-metrics-page.tsx";
import "../../../src/page/tokens.css";
import "../../../src/page/page.css";

// The hub that a test names, and options of the service.
const { hubUrl, ...options } = globalThis.given;
const service = createMetricsService(options);
createRoot(document.getElementById("app")).render(createElement(LiveMetricsPage, { hubUrl, service }));
