import { setTimeout as pause } from "node:timers/promises";
import type { UserEvent } from "../metric/event.ts";
import type { Meta } from "../metric/meta.ts";
import type { Store } from "./store/store.ts";

const usersPerCommit = 500;
const eventsPerPage = 500;
const always = { from: 0, to: Number.MAX_SAFE_INTEGER };

/** What there was of a source. */
export interface Forgotten {
  source: string;
  /** Who was in the live view, and has left it. */
  users: number;
  /** Of the history, what users were at some time; what they were last among them. */
  states: number;
  events: number;
  /** 1 where it was a target that had run. */
  runs: number;
}

/** The sources there are, some of them more than once: first those that are quickly told. */
export async function* listSources(store: Store): AsyncGenerator<string, void> {
  yield* await store.sources.inView();
  for await (const { sources } of store.sources.history(await store.latestSeq())) yield* sources;
}

/**
 * Takes away all that came from a source until now, also while a hub is at work on the store: in steps that are short,
 * with pauses for others. Ended at any point, the next time does the rest.
 */
export async function forget(store: Store, source: string, now: () => number): Promise<Forgotten> {
  const upTo = await store.latestSeq();
  // Events do not say where they came from, so they go first, while it is known where their users did.
  const events = await forgetEvents(store, source, upTo);
  const users = await letGo(store, source, now);
  const runs = Number(await store.sources.dropRun(source));
  const states = await forgetHistory(store, source, upTo);
  return { source, users, states, events, runs };
}

/** Those of users of whom nobody else has told anything. */
async function forgetEvents(store: Store, source: string, upTo: number): Promise<number> {
  const isOwn = new Map<string, boolean>();
  const isOfSource = async ({ eventJson }: { eventJson: string }): Promise<boolean> => {
    const { userId } = JSON.parse(eventJson) as UserEvent;
    const known = isOwn.get(userId) ?? (await isKnownFromOnly(store, source, userId));
    isOwn.set(userId, known);
    return known;
  };

  let count = 0;
  for (let after = 0; after < upTo;) {
    const page = await store.sources.eventsAfter(after, eventsPerPage);
    const seqs: number[] = [];
    for (const event of page) if (event.seq <= upTo && (await isOfSource(event))) seqs.push(event.seq);
    if (seqs.length > 0) await inTurn(() => store.sources.dropEvents(seqs));
    count += seqs.length;
    after = page.at(-1)?.seq ?? upTo;
  }
  return count;
}

async function isKnownFromOnly(store: Store, source: string, userId: string): Promise<boolean> {
  const latest = await store.sources.sourceOf(userId);
  if (latest !== undefined && latest !== source) return false;

  let isKnown = latest === source;
  for await (const { metaJson } of store.pastStates(userId, always)) {
    if (metaJson === undefined) continue;
    if ((JSON.parse(metaJson) as Meta).source !== source) return false;
    isKnown = true;
  }
  return isKnown;
}

/** Whoever is observed again meanwhile stays: that came later. */
async function letGo(store: Store, source: string, now: () => number): Promise<number> {
  let count = 0;
  for (let after: string | undefined; ;) {
    const users = await store.sources.usersOf(source, after, usersPerCommit);
    if (users.length === 0) return count;

    const at = now();
    const leavings = users.map((user) => ({ type: "left", ...user, at, reason: "gone" }) as const);
    const { accepted } = await inTurn(() => store.commit(leavings, at));
    count += accepted.filter(Boolean).length;
    after = users.at(-1)!.userId;
  }
}

async function forgetHistory(store: Store, source: string, upTo: number): Promise<number> {
  let count = 0;
  for await (const page of store.sources.history(upTo))
    if (page.sources.has(source)) count += await inTurn(() => page.wipe(source));
  return count;
}

/** Leaves the store to others for as long as it was taken from them. */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const start = performance.now();
  const result = await work();
  await pause(performance.now() - start);
  return result;
}
