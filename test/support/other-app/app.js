import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { createMetricsService } from "../../../src/client/metrics-service.ts";
import { LiveMetricsPage } from "../../../src/page/live-metrics-page.tsx";
import "../../../src/page/tokens.css";
import "../../../src/page/page.css";

// What a test says of the hub, and of what lets the app in there.
const { hubUrl, key, ticket } = globalThis.given;
const service = createMetricsService({ key, ticket });
createRoot(document.getElementById("app")).render(createElement(LiveMetricsPage, { hubUrl, service }));
