import { createRoot } from "react-dom/client";
import { LiveMetricsPage, useLiveMetrics } from "live-metrics/react";
import "live-metrics/react.css";
import "./app.css";

/** The numbers, in a component of your own. */
function ActiveUsers() {
  const { metrics, connection } = useLiveMetrics();
  return (
    <p id="active">
      {metrics ? `${metrics.activeUsers} of ${metrics.totalUsers} users are active` : `Connection: ${connection.state}`}
    </p>
  );
}

/** The whole page, in a place of your own. Both share one connection. */
function App() {
  return (
    <>
      <ActiveUsers />
      <div className="metrics">
        <LiveMetricsPage />
      </div>
    </>
  );
}

createRoot(document.getElementById("app")).render(<App />);
