import type { RefObject } from "react";
import { useMeasured } from "./use-measured.ts";

/** Pixels of height that leave room for six rows under the figures and the chart. */
const enough = 700;

/** Whether the page is too low for rows that scroll on their own: a phone held sideways, a large zoom. */
export function useIsLow(root: RefObject<HTMLElement | null>): boolean {
  return useMeasured(root, isLow, false);
}

function isLow({ clientHeight }: HTMLElement): boolean {
  return clientHeight < enough;
}
