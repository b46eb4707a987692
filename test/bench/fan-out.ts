import { join } from "node:path";
import { startChild, type Child } from "./support/child.ts";
import { openCrowd, type Crowd } from "./support/crowd.ts";
import { meets, round, type Figure } from "./support/figure.ts";
import { medianRatio } from "./support/interleave.ts";
import { median } from "./support/median.ts";
import { openTempFolder } from "./support/temp-folder.ts";

const readers = 1_000;
const updates = 100;
const rounds = 8;
const aim = ">=0.9";

/** Messages a second to many readers, each update committed first, against a loop that sends the same frames. */
export async function measureFanOut(): Promise<Figure[]> {
  await using folder = await openTempFolder();
  await using hub = await startChild<string>("support/hub-process.ts", [join(folder.path, "hub")]);
  await using floor = await startChild<string>("floors/fan-out.ts");
  await using crowd = await openCrowd(`${hub.ready}/metrics`);
  await using floorCrowd = await openCrowd(floor.ready);
  await crowd.grow(readers);
  await floorCrowd.grow(readers);

  const ours: Pace[] = [];
  const bare: Pace[] = [];
  for (let index = 0; index <= rounds; index += 1) {
    const ending = await endingAfter(hub, updates);
    const sent = await pace(hub, { crowd, ending, order: { publish: updates } });
    const sentBare = await pace(floor, { crowd: floorCrowd, ending, order: sent.frames });
    if (sentBare.frames.length !== sent.frames.length) throw new Error("The floor sent other frames");
    if (index > 0) ours.push(sent);
    if (index > 0) bare.push(sentBare);
  }
  return [toFigure(ours, bare)];
}

interface Pace {
  /** A second, to all readers. */
  messages: number;
  cpuMs: number;
  frames: string[];
}

/** The last frame ends with the cursor to which the updates lead. */
async function endingAfter(hub: Child<string>, updates: number): Promise<string> {
  const { epoch, seq } = await hub.ask<{ epoch: string; seq: number }>("cursor");
  return `"cursor":"${epoch}:${seq + updates}"}`;
}

/** From the first update until every reader has the last. */
async function pace(
  server: Child<string>,
  { crowd, ending, order }: { crowd: Crowd; ending: string; order: unknown },
): Promise<Pace> {
  const received = await crowd.await(ending);
  const cpuBefore = await cpuMs(server);
  const start = performance.now();
  const [frames] = await Promise.all([received(), server.ask(order)]);
  const seconds = (performance.now() - start) / 1_000;
  return { messages: (frames.length * readers) / seconds, cpuMs: (await cpuMs(server)) - cpuBefore, frames };
}

async function cpuMs(server: Child<string>): Promise<number> {
  const { user, system } = await server.ask<NodeJS.CpuUsage>("cpu");
  return (user + system) / 1_000;
}

function toFigure(ours: readonly Pace[], floor: readonly Pace[]): Figure {
  const of = (paces: readonly Pace[], what: "messages" | "cpuMs"): number[] => paces.map((pace) => pace[what]);
  const ratio = round(medianRatio(of(ours, "messages"), of(floor, "messages")));
  return {
    figure: "fan-out",
    unit: "messages/s",
    ours: round(median(of(ours, "messages"))),
    floor: round(median(of(floor, "messages"))),
    ratio,
    aim,
    ok: meets(ratio, aim),
    details: {
      readers,
      rounds,
      updates,
      frames: median(ours.map(({ frames }) => frames.length)),
      cpuMs: { ours: round(median(of(ours, "cpuMs"))), floor: round(median(of(floor, "cpuMs"))) },
    },
  };
}
