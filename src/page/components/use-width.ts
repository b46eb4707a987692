import { useLayoutEffect, useState, type RefObject } from "react";
import { flushSync } from "react-dom";

/** How much room the page has. The breakpoints are those of the styles. */
export type Width = "phone" | "tablet" | "narrow" | "wide";

export function useWidth(root: RefObject<HTMLElement | null>): Width {
  const [width, setWidth] = useState<Width>("wide");

  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    // At once, so that the wrong layout is never painted.
    const observer = new ResizeObserver(() => flushSync(() => setWidth(toWidth(element.clientWidth))));
    observer.observe(element);
    return () => observer.disconnect();
  }, [root]);

  return width;
}

function toWidth(pixels: number): Width {
  if (pixels < 720) return "phone";
  if (pixels < 1_000) return "tablet";
  return pixels < 1_280 ? "narrow" : "wide";
}
