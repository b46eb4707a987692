import { resolve } from "node:path";
import { z } from "zod";
import { duration } from "../../duration.ts";
import type { Log } from "../../log.ts";
import type { ExitCode } from "../../outcome.ts";
import type { VerifyResult } from "../../verify/verify-delivery.ts";
import { defineCommand } from "../command.ts";
import { talkFlags } from "../flags.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { print } from "../print.ts";
import { createTalk } from "../talk.ts";
import { throwAwayFolder } from "../throw-away-folder.ts";

const verifyFlags = z.strictObject({
  for: duration.prefault("30s").meta({ description: "How long parts are killed", flag: "--for <duration>" }),
  users: z
    .int()
    .min(1)
    .max(10_000)
    .default(500)
    .meta({ description: "How many synthetic users move", flag: "--users <count>" }),
  rate: z
    .number()
    .positive()
    .max(100_000)
    .default(200)
    .meta({ description: "Their updates a second, all together", flag: "--rate <updates>" }),
  sink: z
    .enum(["rest", "websocket"])
    .default("rest")
    .meta({ description: "The sink to verify: rest, websocket", flag: "--sink <type>" }),
  json: z.boolean().default(false).meta({ description: "One JSON object", flag: "--json" }),
  ...talkFlags.shape,
});

export const verifyDelivery = defineCommand({
  usage: "verify-delivery",
  summary: "Kill scraper, hub and reader at random on this machine, and count what is lost",
  flags: verifyFlags,
  examples: [
    ["live-metrics verify-delivery", "for 30 s, with 500 synthetic users"],
    ["live-metrics verify-delivery --for 10m --sink websocket", "longer, by the other sink"],
  ],

  async run({ flags }) {
    const { log, status } = createTalk(flags, []);
    using interrupt = listenForInterrupt(() => log.info("Ending; what was sent is counted first"), undefined);
    await using folder = await throwAwayFolder();
    const { verifyDelivery: verify } = await import("../../verify/verify-delivery.ts");
    log.info(`Killing scraper, hub and reader at random for ${flags.for / 1_000} s`);
    const result = await verify({
      program: resolve(process.argv[1]!),
      folder: folder.path,
      forMs: flags.for,
      users: flags.users,
      rate: flags.rate,
      sink: flags.sink,
      signal: interrupt.stop,
      random: Math.random,
      onKill: (part) => log.debug(`Killed the ${part}`),
    });
    status.end();
    print(flags.json ? `${JSON.stringify(result)}\n` : toText(result));
    return interrupt.code() ?? conclude(result, log);
  },
});

function toText(result: VerifyResult): string {
  const { kills, sent, acknowledged, seen, conflated, duplicate, lost } = result;
  const rows: [string, number, string][] = [
    ["sent", sent, "metrics and events on the scraper's disk"],
    ["acknowledged", acknowledged, "of these, taken by the hub"],
    ["seen", seen, "by the reader"],
    ["conflated", conflated, "metrics whose user had a newer one by then"],
    ["duplicate", duplicate, "seen twice by the reader"],
    ["lost", lost, "events never seen, and users whose newest was not"],
  ];
  const killed = Object.entries(kills).map(([part, times]) => `${part} ${times} times`);
  return [`killed: ${killed.join(", ")}`, ...rows.map(toRow), ""].join("\n");
}

function toRow([name, count, meaning]: [string, number, string]): string {
  return `${name.padEnd(12)} ${count.toLocaleString("en-US").padStart(11)}  ${meaning}`;
}

/** Nothing lost, nothing twice, nothing left behind. */
function conclude({ sent, acknowledged, duplicate, lost }: VerifyResult, log: Log): ExitCode {
  if (sent === 0) {
    log.error("Nothing was sent, so nothing was verified");
    return 9;
  }
  if (lost + duplicate === 0 && acknowledged === sent) {
    log.info("Nothing was lost, and nothing was seen twice");
    return 0;
  }
  log.error("The delivery does not keep its promise here; please report this with the figures above");
  return 9;
}
