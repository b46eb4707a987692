import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { metricsService } from "../client/metrics-service.ts";
import { Activity } from "./components/activity.tsx";
import { Covered } from "./components/covered.tsx";
import { LastHour } from "./components/last-hour.tsx";
import { Drawer } from "./components/drawer.tsx";
import { Features } from "./components/features.tsx";
import { FigureRow } from "./components/figure-row.tsx";
import { Header } from "./components/header.tsx";
import { Tabs, type Tab } from "./components/tabs.tsx";
import { TargetStrip } from "./components/target-strip.tsx";
import { Users } from "./components/users.tsx";
import { useAddress } from "./components/use-address.ts";
import { useMemory } from "./components/use-memory.ts";
import { useIsLow } from "./components/use-is-low.ts";
import { useKeys } from "./components/use-keys.ts";
import { useWidth } from "./components/use-width.ts";
import { ViewContext } from "./components/view-context.ts";
import { readAddress } from "./view/address.ts";
import { initialChoice } from "./view/choice.ts";
import { findServer, follow } from "./server.ts";
import type { UseLiveMetricsOptions } from "./use-live-metrics.ts";
import { LiveView } from "./view/live-view.ts";
import { recall } from "./view/memory.ts";

export interface LiveMetricsPageProps extends UseLiveMetricsOptions {
  /** Keeps what is chosen in the address of the page: `?user=`, `?q=`, filters and sort. */
  hasDeepLinks?: boolean;
}

/** The users of a server, live. Connects while it is mounted, and fills the height it is given. */
export function LiveMetricsPage({ hubUrl, service = metricsService, hasDeepLinks = false }: LiveMetricsPageProps) {
  const server = useMemo(() => findServer(hubUrl), [hubUrl]);
  const { baseUrl } = server;
  const view = useMemo(() => {
    const choice = hasDeepLinks ? readAddress(location.search) : initialChoice;
    return new LiveView({ service, hubUrl: baseUrl, choice: { ...choice, ...recall() } });
  }, [service, baseUrl, hasDeepLinks]);
  const root = useRef<HTMLDivElement>(null);
  const main = useRef<HTMLElement>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const [tab, setTab] = useState<Tab>("users");
  const width = useWidth(root);
  const isLow = useIsLow(root);
  const show = useCallback((part: Tab) => flushSync(() => setTab(part)), []);
  useKeys({ root, searchBox, view, show });
  useAddress(view, hasDeepLinks);
  useMemory(view);

  useEffect(() => {
    const unwatch = view.follow();
    const unfollow = follow(service, server);
    return () => {
      unfollow();
      unwatch();
    };
  }, [view, service, server]);

  const hasTabs = width === "phone" || width === "tablet";
  const scrollsWhole = width === "phone" || isLow;
  // The one region that is shown is the main one.
  const Rail = hasTabs ? "main" : "aside";
  const shows = (part: Tab): boolean => !hasTabs || tab === part;

  return (
    <ViewContext value={view}>
      <div className="lm" ref={root}>
        <div className="lm-frame">
          <Covered isUnderDrawer={width === "phone"}>
            <Header host={new URL(baseUrl).host} />
            {!hasTabs && <TargetStrip />}
            {hasTabs && tab === "targets" && (
              <main className="lm-as-part">
                <TargetStrip />
              </main>
            )}
            {shows("users") && (
              <main className={scrollsWhole ? "lm-main lm-scrolls" : "lm-main"} ref={main}>
                <FigureRow />
                <LastHour />
                <Users width={width} hubUrl={baseUrl} searchBox={searchBox} page={scrollsWhole ? main : undefined} />
              </main>
            )}
            {(shows("features") || shows("activity")) && (
              <Covered isUnderDrawer={!hasTabs}>
                <Rail className="lm-rail" aria-label="Features and activity">
                  {shows("features") && <Features />}
                  {shows("activity") && <Activity />}
                </Rail>
              </Covered>
            )}
            {hasTabs && <Tabs tab={tab} onTab={setTab} />}
          </Covered>
          <Drawer width={width} hasDeepLinks={hasDeepLinks} />
        </div>
      </div>
    </ViewContext>
  );
}
