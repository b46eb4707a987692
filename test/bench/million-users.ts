import { stat } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";
import { startChild } from "./support/child.ts";
import { meets, round, type Aim, type Figure } from "./support/figure.ts";
import { openRawReader } from "./support/raw-reader.ts";
import { openTempFolder } from "./support/temp-folder.ts";

const users = 1_000_000;

/** What a hub with very many users costs: to start again, in memory, on disk, and to be read from end to end. */
export async function measureMillionUsers(): Promise<Figure[]> {
  await using folder = await openTempFolder();
  const state = join(folder.path, "hub");
  {
    await using filling = await startChild("support/fill-process.ts", [state, String(users)]);
    if (filling.ready !== "filled") throw new Error("The store could not be filled");
  }
  const { size } = await stat(join(state, "hub.sqlite"));

  const start = performance.now();
  await using hub = await startChild<string>("support/hub-process.ts", [state]);
  await readAll(`${hub.ready}/healthz`);
  const answeredMs = performance.now() - start;
  const socket = await openFirstPage(hub.ready);
  const firstPageMs = performance.now() - start;
  socket.destroy();
  const memory = (await hub.ask<number>("memory")) / 1_048_576;

  const snapshotStart = performance.now();
  const bytes = await readAll(`${hub.ready}/api/metrics`);
  const snapshotSeconds = (performance.now() - snapshotStart) / 1_000;
  const memoryAfter = (await hub.ask<number>("memory")) / 1_048_576;
  return [
    toFigure("restart", "ms", { ours: answeredMs, aim: "<=2000", details: { firstPageMs: round(firstPageMs) } }),
    toFigure("memory", "MB", { ours: memory, aim: "<=250", details: { afterSnapshotMB: round(memoryAfter) } }),
    toFigure("file", "MB", { ours: size / 1_048_576, aim: "<=1500", details: { bytesEach: round(size / users) } }),
    toFigure("snapshot", "s", { ours: snapshotSeconds, aim: "<=30", details: { megabytes: round(bytes / 1_048_576) } }),
  ];
}

/** Opens a reader and waits for the first page of the state. */
async function openFirstPage(url: string): Promise<{ destroy(): unknown }> {
  const first = Promise.withResolvers<void>();
  const socket = await openRawReader(`${url}/metrics`, () => {
    socket.pause();
    first.resolve();
  });
  await first.promise;
  return socket;
}

/** Reads an answer to its end and lets it go; resolves with how many bytes it had. */
function readAll(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      let bytes = 0;
      response.on("data", (part: Buffer) => (bytes += part.length));
      response.on("end", () => resolve(bytes));
      response.on("error", reject);
    }).on("error", reject);
  });
}

function toFigure(
  name: string,
  unit: string,
  { ours, aim, details }: { ours: number; aim: Aim; details: Record<string, unknown> },
): Figure {
  return {
    figure: `million-users-${name}`,
    unit,
    ours: round(ours),
    aim,
    ok: meets(ours, aim),
    details: { users, ...details },
  };
}
