import { countSet } from "../view/filters.ts";
import { useShown } from "./view-context.ts";

/** How many are shown, of how many. */
export function UserCount() {
  const shownCount = useShown(({ shown }) => shown.length);
  const userCount = useShown(({ userCount }) => userCount);
  const isNarrowed = useShown(({ choice }) => choice.query.trim() !== "" || countSet(choice.filters) > 0);
  const noun = userCount === 1 ? "user" : "users";

  return (
    <span className="lm-count">
      <b>{(isNarrowed ? shownCount : userCount).toLocaleString("en")}</b>
      {isNarrowed && ` of ${userCount.toLocaleString("en")}`}
      <span className={isNarrowed ? "lm-spare-noun" : undefined}> {noun}</span>
    </span>
  );
}
