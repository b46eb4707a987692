import { isDeepStrictEqual } from "node:util";
import { setTimeout as pause } from "node:timers/promises";
import { allOf } from "../all-of.ts";
import type { Change, Store } from "../../../src/hub/store/store.ts";
import type { UserEvent } from "../../../src/metric/event.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { Gate } from "./gate.ts";
import { Kept, type News } from "./kept.ts";
import type { Ledger } from "./ledger.ts";
import { openReaders } from "./open-readers.ts";
import type { Report } from "./orders.ts";
import { startHub, type HubProcess } from "./start-hub.ts";
import { startLoad } from "./start-load.ts";

/** Where the hub that is killed keeps its state, and how to look into that when it is dead. */
export interface KilledStore {
  stateFolder: string;
  databaseUrl?: string | undefined;
  open(): Promise<Store>;
}

interface Options {
  kills: number;
  /** A hub lives at most so long under load. */
  lifeMs: number;
  readers: number;
  patienceMs: number;
}

export interface KillResult {
  kills: number;
  metrics: number;
  events: number;
  /** From start of the process until it answered. */
  startMs: number[];
  readers: Report;
  /** What is wrong, a sentence each. */
  faults: string[];
}

/**
 * Kills the hub at random moments while 8 senders send and readers read, and starts it again on the same store. After
 * each kill, what was acknowledged must be there; in the end each thing sent must be there once.
 */
export async function runKillLoop(store: KilledStore, options: Options): Promise<KillResult> {
  const { stateFolder, databaseUrl } = store;
  const { kills, lifeMs, patienceMs } = options;
  const start = (): Promise<HubProcess> => startHub({ stateFolder, databaseUrl, options: { eventsKept: 10_000_000 } });
  const faults: string[] = [];
  const startMs: number[] = [];
  const witness = new Kept();

  let hub = await start();
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => hub.kill());
  await witnessAll(witness, hub.url);
  const readers = cleanup.use(await openReaders({ url: hub.url, readers: options.readers }));
  const gate = new Gate();
  gate.open(hub.url);
  const load = startLoad({ url: () => gate.passed(), senders: 8, usersEach: 5, everyMs: 0 });

  for (let kill = 1; kill <= kills; kill += 1) {
    await pause(Math.random() * lifeMs);
    gate.close();
    await hub.kill();
    await readers.tell({ type: "move", url: undefined });

    const startedAt = performance.now();
    hub = await start();
    startMs.push(performance.now() - startedAt);
    await witnessAll(witness, hub.url);
    // Nothing new is sent until the gate opens, so what was acknowledged is what is to be seen.
    faults.push(...checkAcknowledged(witness, load.ledgers).map((fault) => `After kill ${kill}: ${fault}`));
    await readers.tell({ type: "move", url: hub.url });
    gate.open(hub.url);
  }

  await load.stop();
  await witnessAll(witness, hub.url);
  faults.push(...checkAcknowledged(witness, load.ledgers));
  const events = load.ledgers.flatMap(({ eventIds }) => eventIds).length;
  const expected = { metrics: [...witness.users.values()], cursor: witness.cursor!, events };
  await readers.tell({ type: "settle", cursor: witness.cursor!, patienceMs });
  const report = await readers.tell({ type: "compare", expected });
  await hub.kill();
  faults.push(...report.flatMap((wire) => wire.faults), ...(await checkStore(store, load.ledgers)));
  const histories = load.ledgers.flatMap(({ states }) => Array.from(states.values()));
  const metrics = histories.reduce((sum, states) => sum + states.filter((state) => state !== undefined).length, 0);
  return { kills, metrics, events, startMs, readers: report, faults };
}

/** A reader that polls when it is told to: it sees the store as the hub found it. */
async function witnessAll(witness: Kept, url: string): Promise<void> {
  for (;;) {
    const query = witness.cursor === undefined ? "" : `?since=${encodeURIComponent(witness.cursor)}`;
    const response = await fetch(`${url}/api/metrics${query}`);
    const answer = (await response.json()) as News & { cursor: string; gap?: { events: number }; more?: true };
    witness.take({ ...answer, missed: answer.gap?.events ?? 0 });
    if (!answer.more) return;
  }
}

/** Each user as last acknowledged, or as in what was sent and not answered; each acknowledged event, none twice. */
function checkAcknowledged(witness: Kept, ledgers: readonly Ledger[]): string[] {
  const faults: string[] = [];
  for (const { states, eventIds, inFlight } of ledgers) {
    for (const [userId, sent] of states) {
      const now = witness.users.get(userId);
      const allowed = [sent.at(-1), ...inFlight.flatMap((each) => stateOf(each, userId))];
      if (!allowed.some((state) => isDeepStrictEqual(state, now)))
        faults.push(`${userId} is ${describe(now)}, and was acknowledged as ${describe(sent.at(-1))}`);
    }
    const lost = eventIds.filter((id) => !witness.events.has(id));
    if (lost.length > 0) faults.push(`${lost.length} acknowledged events are lost, such as ${lost[0]}`);
  }
  if (witness.repeated > 0) faults.push(`${witness.repeated} events came twice`);
  if (witness.older > 0) faults.push(`${witness.older} metrics came after newer ones`);
  if (witness.missed > 0 || witness.resets > 0)
    faults.push(`${witness.missed} events were given up, and ${witness.resets} times all`);
  return faults;
}

function stateOf(sent: Ledger["inFlight"][number], userId: string): (UserMetric | undefined)[] {
  if (sent.type === "metric") return sent.metric.userId === userId ? [sent.metric] : [];
  return sent.event.userId === userId && sent.event.type === "user_gone" ? [undefined] : [];
}

function describe(metric: UserMetric | undefined): string {
  return metric ? `of ${metric.timestamp}` : "gone";
}

const allTime = { from: 0, to: Number.MAX_SAFE_INTEGER };

/** Looks into the store itself: each state and event that was sent once, and each place in the sequence taken once. */
async function checkStore(killed: KilledStore, ledgers: readonly Ledger[]): Promise<string[]> {
  const store = await killed.open();
  try {
    const faults: string[] = [];
    const changes = await allChanges(store);
    const seqs = new Set(changes.map(({ seq }) => seq));
    if (seqs.size < changes.length) faults.push(`${changes.length - seqs.size} places of the sequence are taken twice`);
    const latest = await store.latestSeq();
    if (changes.some(({ seq }) => seq > latest)) faults.push(`There are places beyond ${latest}, the latest`);

    const stored = changes.flatMap((change) => (change.type === "event" ? [idOf(change.eventJson)] : []));
    const sent = ledgers.flatMap(({ eventIds }) => eventIds);
    if (!isDeepStrictEqual(stored.toSorted(), sent.toSorted()))
      faults.push(`${stored.length} events are stored, ${sent.length} were sent`);

    for (const [userId, states] of ledgers.flatMap(({ states }) => [...states])) {
      const past = await allOf(store.pastStates(userId, allTime));
      const history = past.map(({ metricJson }) => (metricJson === undefined ? undefined : JSON.parse(metricJson)));
      if (!isDeepStrictEqual(history.toReversed(), states))
        faults.push(`The history of ${userId} has ${history.length} states, ${states.length} were sent`);
    }
    return faults;
  } finally {
    await store.close();
  }
}

async function allChanges(store: Store): Promise<Change[]> {
  const all: Change[] = [];
  let seq = 0;
  for (;;) {
    const { changes } = await store.changesAfter({ seq, eventsAfter: seq, leftAfter: seq }, 1_000);
    if (changes.length === 0) return all;
    all.push(...changes);
    seq = changes.at(-1)!.seq;
  }
}

function idOf(eventJson: string): string {
  return (JSON.parse(eventJson) as UserEvent).id;
}
