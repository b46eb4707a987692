import { createRoot } from "react-dom/client";
import { LiveMetricsPage } from "./live-metrics-page.tsx";
import "./main.css";

// The hub serves this page: it is where the page came from.
const hubUrl = new URL(".", document.baseURI).href;
createRoot(document.getElementById("live-metrics")!).render(<LiveMetricsPage hubUrl={hubUrl} hasDeepLinks />);
