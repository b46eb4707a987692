import type { RefObject } from "react";
import { useMeasured } from "./use-measured.ts";

/** How much room the page has. The breakpoints are those of the styles; `wide` has room for all usual columns. */
export type Width = "phone" | "tablet" | "narrow" | "snug" | "wide";

export function useWidth(root: RefObject<HTMLElement | null>): Width {
  return useMeasured(root, toWidth, "wide");
}

function toWidth({ clientWidth }: HTMLElement): Width {
  if (clientWidth < 720) return "phone";
  if (clientWidth < 1_000) return "tablet";
  if (clientWidth < 1_280) return "narrow";
  return clientWidth < 1_336 ? "snug" : "wide";
}
