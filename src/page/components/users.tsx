import { useRef, type RefObject } from "react";
import { EmptyHub } from "./empty-hub.tsx";
import { HubAway } from "./hub-away.tsx";
import { Loading } from "./loading.tsx";
import { NobodyHere } from "./nobody-here.tsx";
import { NoMatch } from "./no-match.tsx";
import { Toolbar } from "./toolbar.tsx";
import { UserTable } from "./user-table.tsx";
import type { Width } from "./use-width.ts";
import { useShown } from "./view-context.ts";

interface UsersProps {
  width: Width;
  hubUrl: string;
  searchBox: RefObject<HTMLInputElement | null>;
  /** What scrolls with the rows; they do on their own where it is left out. */
  page: RefObject<HTMLElement | null> | undefined;
}

/** The users, or why there are none and what to do. */
export function Users({ width, hubUrl, searchBox, page }: UsersProps) {
  const bar = useRef<HTMLDivElement>(null);
  const userCount = useShown(({ userCount }) => userCount);
  const hasRows = useShown(({ shown }) => shown.length > 0);
  const isFilling = useShown(({ isFilling }) => isFilling);
  const hasHeard = useShown(({ hasHeard }) => hasHeard);
  const state = useShown(({ connection }) => connection.state);
  if (userCount === 0 && !hasRows) {
    if (state === "live" || state === "gap") return hasHeard ? <NobodyHere /> : <EmptyHub hubUrl={hubUrl} />;
    return state === "offline" ? <HubAway hubUrl={hubUrl} /> : <Loading />;
  }
  if (isFilling) return <Loading />;

  return (
    <section className="lm-users" aria-label="Users">
      <Toolbar width={width} bar={bar} searchBox={searchBox} />
      {hasRows ? <UserTable width={width} page={page} bar={bar} /> : <NoMatch />}
    </section>
  );
}
