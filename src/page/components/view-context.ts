import { createContext, useContext, useSyncExternalStore } from "react";
import type { LiveView } from "../view/live-view.ts";
import type { Snapshot } from "../view/snapshot.ts";

export const ViewContext = createContext<LiveView | undefined>(undefined);

export function useView(): LiveView {
  const view = useContext(ViewContext);
  if (!view) throw new Error("Parts of the Live Metrics page stand inside <LiveMetricsPage>");
  return view;
}

/** A part of what the page shows. Draws anew only when that part is another. */
export function useShown<Part>(select: (snapshot: Snapshot) => Part): Part {
  const view = useView();
  return useSyncExternalStore(view.subscribe, () => select(view.getSnapshot()));
}
