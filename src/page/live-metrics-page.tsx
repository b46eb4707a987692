import { useEffect, useMemo, useRef } from "react";
import { metricsService, type MetricsService } from "../client/metrics-service.ts";
import { FigureRow } from "./components/figure-row.tsx";
import { Header } from "./components/header.tsx";
import { Users } from "./components/users.tsx";
import { useKeys } from "./components/use-keys.ts";
import { useWidth } from "./components/use-width.ts";
import { ViewContext } from "./components/view-context.ts";
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
  const root = useRef<HTMLDivElement>(null);
  const main = useRef<HTMLElement>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const width = useWidth(root);
  useKeys({ root, searchBox, view });

  useEffect(() => {
    const unfollow = view.follow();
    service.connect(hubUrl);
    return () => {
      service.disconnect();
      unfollow();
    };
  }, [view, service, hubUrl]);

  return (
    <ViewContext value={view}>
      <div className="lm" ref={root}>
        <div className="lm-frame">
          <Header host={new URL(hubUrl).host} />
          <main className="lm-main" ref={main}>
            <FigureRow />
            <Users width={width} hubUrl={hubUrl} searchBox={searchBox} page={main} />
          </main>
        </div>
      </div>
    </ViewContext>
  );
}
