import { expect, test } from "vitest";
import { Delivery } from "../../../src/delivery/delivery.ts";
import { openSink } from "../../../src/delivery/open-sink.ts";
import type { Item } from "../../../src/delivery/parcel.ts";
import { silentLog } from "../../../src/log.ts";
import type { StateAnswer } from "../../../src/metric/wire.ts";
import { Random } from "../../../src/mock/random.ts";
import { BadNetwork } from "../../support/delivery/bad-network.ts";
import { spoolFile } from "../../support/delivery/test-spool.ts";
import { openTestHub } from "../../support/hub/test-hub.ts";
import { scaled } from "../../support/scale.ts";
import { makeEvent, makeMeta, makeMetric } from "../../support/user-metrics.ts";

const never = new AbortController().signal;
const rounds = scaled({ small: 15, full: 45 });
const users = 20;

test.each(["rest", "websocket"] as const)(
  "behind a bad network and with a clock that goes back, %s ends with the hub as it was pushed",
  async (type) => {
    await using hub = await openTestHub();
    const random = new Random(7);
    await using network = await BadNetwork.open(hub.port, () => random.next());
    let clock = 0;
    const delivery = Delivery.open({
      sinks: [openSink({ type, url: `http://127.0.0.1:${network.port}` }, { log: silentLog, onGone: () => {} })],
      spool: { file: await spoolFile(), maxMegabytes: 16, whenFull: "block" },
      log: silentLog,
      signal: never,
      // No wait between attempts, and nobody is held.
      random: () => 0,
      now: () => (clock += 1_000),
    });
    for (let round = 1; round <= rounds; round += 1) {
      await delivery.push(itemsOf(round));
      await delivery.flush(never, Number.POSITIVE_INFINITY);
    }
    await network.settle();

    const { metrics, events } = (await (await fetch(`${hub.localUrl}/api/metrics`)).json()) as StateAnswer;
    expect(new Map(metrics.map(({ userId, pageViews }) => [userId, pageViews]))).toEqual(
      new Map(Array.from({ length: users }, (_, index) => [`u${index}`, rounds])),
    );
    expect(events.map(({ id }) => id).toSorted()).toEqual(
      Array.from({ length: rounds * 2 }, (_, index) => `e${index}`).toSorted(),
    );
    expect(Object.values(delivery.counts)).toMatchObject([{ waiting: 0, rejected: 0, dropped: 0 }]);
    expect([...network.met.keys()].toSorted()).toEqual([
      "delay",
      "drop",
      "half-close",
      "lose answer",
      "overtaken",
      "pass",
      "twice",
    ]);
    await delivery.close();
  },
  rounds * 4_000,
);

/** By a clock that goes back a second a round: it is the spool that makes times rise. */
function itemsOf(round: number): Item[] {
  const timestamp = new Date(Date.UTC(2026, 10, 23, 12, 0, -round)).toISOString();
  return [
    ...Array.from({ length: users }, (_, index): Item => {
      const metric = makeMetric({ userId: `u${index}`, timestamp, pageViews: round });
      return { type: "metric", record: { metric, meta: makeMeta({ id: `m${round}-${index}` }) } };
    }),
    ...[2 * round - 2, 2 * round - 1].map((n): Item => ({ type: "event", event: makeEvent({ id: `e${n}` }) })),
  ];
}
