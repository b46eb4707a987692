import { fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { DeliveryCounts } from "../../../src/delivery/delivery-counts.ts";
import type { Footprint } from "../../support/delivery/down-process.ts";
import { RestReceiver } from "../../support/delivery/rest-receiver.ts";
import { spoolFile } from "../../support/delivery/test-spool.ts";
import { inMegabytes, printFigures } from "../../support/endurance/figures.ts";
import { scaled } from "../../support/scale.ts";

const program = resolve(import.meta.dirname, "../../support/delivery/down-process.ts");
const megabyte = 1024 * 1024;

// 2,000 users that are read every 2 seconds for an hour are 1,800 rounds; the first sample is the warm-up.
const size = scaled({
  small: { users: 500, rounds: 120, samples: 6 },
  full: { users: 2_000, rounds: 1_800, samples: 20 },
});

interface Report {
  footprints: Footprint[];
  counts: DeliveryCounts;
}

test(
  "while a sink is down for an hour, memory stays flat, and the spool holds each user once",
  async () => {
    const { footprints, counts } = await pushAll();
    const [warm, ...later] = footprints;
    const most = (what: keyof Footprint): number => Math.max(...later.map((each) => each[what]));
    printFigures("sink down", {
      metrics: size.users * size.rounds,
      heapMegabytes: [warm!.heap, most("heap")].map(inMegabytes),
      rssMegabytes: [warm!.rss, most("rss")].map(inMegabytes),
      diskMegabytes: [warm!.disk, most("disk")].map(inMegabytes),
    });

    expect(counts).toMatchObject({ delivered: 0, waiting: size.users, dropped: 0 });
    // What is kept of each push would be a multiple of this; the allocator keeps what it had for the writes.
    expect(most("heap") - warm!.heap).toBeLessThan(8 * megabyte);
    expect(most("rss") - warm!.rss).toBeLessThan(128 * megabyte);
    // Each user's newest where it waits, and the log, which starts over at 32 MB.
    expect(most("disk")).toBeLessThan(48 * megabyte);
  },
  scaled({ small: 60_000, full: 1_800_000 }),
);

async function pushAll(): Promise<Report> {
  const receiver = await RestReceiver.open();
  const { url } = receiver;
  await receiver[Symbol.asyncDispose]();
  const { users, rounds, samples } = size;
  const child = fork(program, [await spoolFile(), url, users, rounds, samples].map(String), {
    execArgv: ["--expose-gc"],
  });
  const exited = once(child, "exit");
  const ended = exited.then(([code]) => Promise.reject(new Error(`The sender ended with ${String(code)}`)));
  const [report] = (await Promise.race([once(child, "message"), ended])) as [Report];
  await exited;
  return report;
}
