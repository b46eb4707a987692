import { join } from "node:path";
import { startChild, type Child } from "./support/child.ts";
import { openCrowd } from "./support/crowd.ts";
import { meets, round, type Aim, type Figure } from "./support/figure.ts";
import { openTempFolder } from "./support/temp-folder.ts";

const step = 1_000;

/** What a reader who only waits costs the server, against one of a bare WebSocket server. */
export async function measureIdleReaders(): Promise<Figure[]> {
  const floor = await measure("floors/fan-out.ts", "/");
  const websocket = await measure("support/hub-process.ts", "/metrics");
  const sse = await measure("support/hub-process.ts", "/api/stream");
  return [toFigure("websocket", "<=3", { ours: websocket, floor }), toFigure("sse", "<=4", { ours: sse, floor })];
}

interface Slopes {
  /** KB each, of the first and of the second thousand. */
  first: number;
  second: number;
}

async function measure(program: string, path: string): Promise<Slopes> {
  await using folder = await openTempFolder();
  await using server = await startChild<string>(program, [join(folder.path, "hub")]);
  await using crowd = await openCrowd(server.ready + path);
  const empty = await settledMemory(server);
  await crowd.grow(step);
  const half = await settledMemory(server);
  await crowd.grow(step);
  const full = await settledMemory(server);
  return { first: (half - empty) / step / 1_024, second: (full - half) / step / 1_024 };
}

/** The least of several: memory is given back to the system a little later than it is set free. */
async function settledMemory(server: Child<string>): Promise<number> {
  let least = Infinity;
  for (let time = 0; time < 10; time += 1) least = Math.min(least, await server.ask<number>("memory"));
  return least;
}

/** The mean of both: the first thousand also pays for what is loaded once, the second may find room that it left. */
function toFigure(name: string, aim: Aim, { ours, floor }: { ours: Slopes; floor: Slopes }): Figure {
  const each = ({ first, second }: Slopes): number => (first + second) / 2;
  const ratio = round(each(ours) / each(floor));
  return {
    figure: `idle-${name}-reader`,
    unit: "KB",
    ours: round(each(ours)),
    floor: round(each(floor)),
    ratio,
    aim,
    ok: meets(ratio, aim),
    details: { readers: 2 * step, ofSecondThousand: { ours: round(ours.second), floor: round(floor.second) } },
  };
}
