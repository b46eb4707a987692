import type { RefObject } from "react";
import type { LiveView, Snapshot } from "../view/live-view.ts";
import { EmptyHub } from "./empty-hub.tsx";
import { HubAway } from "./hub-away.tsx";
import { Loading } from "./loading.tsx";
import { NoMatch } from "./no-match.tsx";
import { Toolbar } from "./toolbar.tsx";
import { UserTable } from "./user-table.tsx";

interface UsersProps {
  snapshot: Snapshot;
  view: LiveView;
  hubUrl: string;
  searchBox: RefObject<HTMLInputElement | null>;
}

/** The users, or why there are none and what to do. */
export function Users({ snapshot, view, hubUrl, searchBox }: UsersProps) {
  const { connection, userCount, rows, query, sort } = snapshot;
  if (userCount === 0 && connection.state === "live") return <EmptyHub hubUrl={hubUrl} />;
  if (userCount === 0 && connection.state === "offline")
    return <HubAway hubUrl={hubUrl} canRetry={connection.retryAt !== undefined} onRetry={view.retryNow} />;
  if (userCount === 0) return <Loading />;

  return (
    <section className="lm-users" aria-label="Users">
      <Toolbar snapshot={snapshot} searchBox={searchBox} onSearch={view.search} onSort={view.sortBy} />
      {rows.length === 0 ? (
        <NoMatch userCount={userCount} query={query} onClear={() => view.search("")} />
      ) : (
        <UserTable rows={rows} sort={sort} onSort={view.sortBy} onHold={view.holdOrder} />
      )}
    </section>
  );
}
