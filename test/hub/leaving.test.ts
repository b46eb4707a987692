import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Hub } from "../../src/hub/hub.ts";
import { sqlite } from "../../src/hub/store/sqlite.ts";
import { noTelemetry } from "../../src/hub/telemetry.ts";
import type { UserMetric } from "../../src/metric/user-metric.ts";
import { goneOf, metaOf, metricOf } from "../support/hub/metric.ts";
import { storeOptions } from "../support/hub/store-options.ts";
import { tempFolder, type TempFolder } from "../support/temp-folder.ts";

const minuteMs = 60_000;
const noonMs = Date.parse("2026-01-05T12:00:00.000Z");

let folder: TempFolder;
let hub: Hub;
let nowMs: number;
let told: [reason: string, users: number][];

async function open(): Promise<void> {
  hub = await Hub.open(await sqlite.open(storeOptions({ stateFolder: folder.path })), {
    userTtlMs: 30 * minuteMs,
    now: () => nowMs,
    telemetry: { ...noTelemetry, left: (reason, users) => users > 0 && told.push([reason, users]) },
  });
}

beforeEach(async () => {
  folder = await tempFolder();
  nowMs = noonMs;
  told = [];
  await open();
});
afterEach(async () => {
  await hub.close();
  await folder[Symbol.asyncDispose]();
});

async function observe(userId: string, differs: Partial<UserMetric> = {}): Promise<void> {
  const metric = metricOf(userId, { timestamp: new Date(nowMs).toISOString(), ...differs });
  await hub.accept([{ metric, meta: metaOf(`m-${nowMs}`, { source: "wiki" }) }]);
}

/** A run that began just now, of a target that is read so often. */
async function report(everyMs: number, differs = {}): Promise<void> {
  const [startedAt, endedAt, nextRunAt] = [0, 1, everyMs].map((ms) => new Date(nowMs + ms).toISOString());
  const times = { startedAt: startedAt!, endedAt: endedAt!, nextRunAt: nextRunAt! };
  await hub.acceptRuns([
    { target: "wiki", verdict: "rows", sentence: "", rows: 1, evidence: {}, ...times, ...differs },
  ]);
}

/** Lets time go by, sweeping every minute, and gives those who left after how many minutes. */
async function wait(minutes: number): Promise<string[]> {
  const left: string[] = [];
  const startMs = nowMs;
  for (let minute = 1; minute <= minutes; minute += 1) {
    const from = await hub.startFrom(`${hub.cursor.epoch}:${hub.cursor.seq}`);
    nowMs = startMs + minute * minuteMs;
    await hub.sweep();
    for (const entry of (await hub.read(from)).entries)
      if (entry.type === "left") left.push(`${entry.userId} ${entry.reason} after ${minute}`);
  }
  return left;
}

describe("a user", () => {
  it("leaves once when not observed for the time given, and is counted", async () => {
    await observe("ada");
    nowMs += 10 * minuteMs;
    await observe("bob");
    expect(await wait(90)).toEqual(["ada expired after 20", "bob expired after 30"]);
    expect(told).toEqual([
      ["expired", 1],
      ["expired", 1],
    ]);
    expect(await hub.countUsers()).toBe(0);
  });

  it("stays as long as observed, however idle", async () => {
    for (let round = 0; round < 6; round += 1) {
      await observe("ada", { isActive: false, lastActionTime: "2026-01-05T09:00:00.000Z" });
      expect(await wait(29)).toEqual([]);
    }
    expect(await hub.countUsers()).toBe(1);
  });

  it("never leaves before three intervals of the source", async () => {
    await report(20 * minuteMs);
    await observe("ada");
    expect(await wait(90)).toEqual(["ada expired after 60"]);
  });

  it("stays for three intervals also when those became known after the observation", async () => {
    await observe("ada");
    await report(20 * minuteMs);
    expect(await wait(59)).toEqual([]);
    expect(await wait(31)).toEqual(["ada expired after 1"]);
  });

  it("keeps the time it had when observed, when the source is read more often later", async () => {
    await report(20 * minuteMs);
    await observe("ada");
    await wait(1);
    await report(minuteMs);
    expect(await wait(90)).toEqual(["ada expired after 59"]);
    await observe("bob");
    expect(await wait(90)).toEqual(["bob expired after 30"]);
  });

  it("who is said to be gone leaves at once, and is counted", async () => {
    await observe("ada");
    await hub.acceptEvents([goneOf("e1", "ada", 1_000), goneOf("e2", "ada", 2_000)]);
    expect([await hub.countUsers(), told]).toEqual([0, [["gone", 1]]]);
    expect(await wait(90)).toEqual([]);
  });

  it("comes back when observed again, and leaves again", async () => {
    await observe("ada");
    expect(await wait(40)).toEqual(["ada expired after 30"]);
    await observe("ada");
    expect(await hub.countUsers()).toBe(1);
    expect(await wait(40)).toEqual(["ada expired after 30"]);
  });

  it("leaves on time over a restart of the hub", async () => {
    await report(20 * minuteMs);
    await observe("ada");
    expect(await wait(50)).toEqual([]);
    await hub.close();
    await open();
    expect(await wait(40)).toEqual(["ada expired after 10"]);
  });

  it("leaves with all others, however many they are", async () => {
    const timestamp = new Date(nowMs).toISOString();
    const records = Array.from({ length: 2_500 }, (_, n) => ({
      metric: metricOf(`user-${n}`, { timestamp }),
      meta: metaOf("m", { source: "wiki" }),
    }));
    await hub.accept(records);
    nowMs += 30 * minuteMs;
    await hub.sweep();
    expect(await hub.countUsers()).toBe(0);
    expect(told.reduce((sum, [, users]) => sum + users, 0)).toBe(2_500);
  });
});

describe("a target that no longer runs", () => {
  it("is forgotten after the retention time", async () => {
    await report(minuteMs);
    nowMs += 23 * 60 * minuteMs;
    await hub.prune();
    expect(hub.targets()).toMatchObject([{ target: "wiki", isLate: true }]);
    nowMs += 2 * 60 * minuteMs;
    await hub.prune();
    expect(hub.targets()).toEqual([]);
  });
});
