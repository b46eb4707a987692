import { Chart } from "./chart.tsx";
import { useShown } from "./view-context.ts";

/** The chart, as soon as there is anything to draw. */
export function LastHour() {
  const isEmpty = useShown(({ userCount, chart }) => userCount === 0 && chart.users.at.length === 0);
  return isEmpty ? null : <Chart />;
}
