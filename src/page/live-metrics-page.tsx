import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { metricsService, type MetricsService } from "../client/metrics-service.ts";
import { FigureRow } from "./components/figure-row.tsx";
import { Header } from "./components/header.tsx";
import { Users } from "./components/users.tsx";
import { useSearchKeys } from "./components/use-search-keys.ts";
import { LiveView } from "./view/live-view.ts";
import "./tokens.css";
import "./page.css";

interface LiveMetricsPageProps {
  /** The hub's address, for example `http://127.0.0.1:3001/`. */
  hubUrl: string;
  service?: MetricsService;
}

/** The users of a hub, live. Connects while it is mounted. */
export function LiveMetricsPage({ hubUrl, service = metricsService }: LiveMetricsPageProps) {
  const view = useMemo(() => new LiveView({ service, hubUrl }), [service, hubUrl]);
  const snapshot = useSyncExternalStore(view.subscribe, view.getSnapshot);
  const searchBox = useRef<HTMLInputElement>(null);
  useSearchKeys(searchBox, view.search);

  useEffect(() => {
    const unfollow = view.follow();
    service.connect(hubUrl);
    return () => {
      service.disconnect();
      unfollow();
    };
  }, [view, service, hubUrl]);

  return (
    <div className="lm">
      <div className="lm-frame">
        <Header snapshot={snapshot} host={new URL(hubUrl).host} onRetry={view.retryNow} />
        <main className="lm-main">
          <FigureRow figures={snapshot.figures} figuresOf={snapshot.figuresOf} />
          <Users snapshot={snapshot} view={view} hubUrl={hubUrl} searchBox={searchBox} />
        </main>
      </div>
    </div>
  );
}
