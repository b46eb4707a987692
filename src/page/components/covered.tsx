import type { ReactNode } from "react";
import { isDrawerShown } from "./drawer.tsx";
import { useShown } from "./view-context.ts";

interface CoveredProps {
  /** The drawer lies over it. */
  isUnderDrawer: boolean;
  children: ReactNode;
}

/** What an open drawer hides cannot be reached by the keyboard either. */
export function Covered({ isUnderDrawer, children }: CoveredProps) {
  const isOpen = useShown(isDrawerShown);
  return (
    <div className="lm-covered" inert={isUnderDrawer && isOpen}>
      {children}
    </div>
  );
}
