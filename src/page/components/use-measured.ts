import { useLayoutEffect, useState, type RefObject } from "react";
import { flushSync } from "react-dom";

/** What `measure` makes of an element, whenever its size changes. */
export function useMeasured<Value extends string | boolean | number>(
  ref: RefObject<HTMLElement | null>,
  measure: (element: HTMLElement) => Value,
  initial: Value,
): Value {
  const [value, setValue] = useState<Value>(initial);

  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    // At once, so that the wrong layout is never painted.
    const observer = new ResizeObserver(() => flushSync(() => setValue(measure(element))));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref, measure]);

  return value;
}
