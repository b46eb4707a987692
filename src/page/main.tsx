import { createRoot } from "react-dom/client";
import { LiveMetricsPage } from "./live-metrics-page.tsx";
import "./tokens.css";
import "./page.css";
import "./main.css";

createRoot(document.getElementById("live-metrics")!).render(<LiveMetricsPage hubUrl="." hasDeepLinks />);
