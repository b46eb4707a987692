import { z } from "zod";
import { loadConfig, secretsOf, settings } from "../../config/load.ts";
import { openStateFolder } from "../../config/state-folder.ts";
import { closest } from "../../document/closest.ts";
import { UsageError } from "../../errors.ts";
import type { Forgotten } from "../../hub/forget.ts";
import { toPlainText } from "../../plain-text.ts";
import { defineCommand } from "../command.ts";
import { configFlags, stateFlags, talkFlags } from "../flags.ts";
import { shorten } from "../lines.ts";
import { print } from "../print.ts";
import { createTalk } from "../talk.ts";

const forgetFlags = z.strictObject({
  source: z
    .array(z.string())
    .default([])
    .meta({ description: "A target or sender, or mock; may be given several times", flag: "--source <name>" }),
  ...configFlags.shape,
  json: z
    .boolean()
    .default(false)
    .meta({ description: "What was forgotten as JSON, one line a source", flag: "--json" }),
  ...stateFlags.shape,
  ...talkFlags.shape,
});

export const forget = defineCommand({
  usage: "forget",
  summary: "Remove from the hub what came from a source: users, history, events",
  flags: forgetFlags,
  configSettings: settings.filter(({ path }) => path.join(".") === "hub.databaseUrl"),
  examples: [
    ["live-metrics forget --source mock", "the synthetic users are gone, also from pages that are open"],
    ["live-metrics forget --source crm --source wiki", "what two targets have shown"],
  ],

  async run({ flags, given }) {
    const sources = [...new Set(flags.source)];
    if (sources.length === 0)
      throw new UsageError("What is to be forgotten?", { code: "LM_USAGE", hint: "Name it with --source." });
    const config = await loadConfig({ file: flags.config, cwd: process.cwd(), environment: process.env, flags: given });
    const { log, status } = createTalk(flags, secretsOf(config));
    const stateFolder = openStateFolder({ given: flags.stateDir, configFile: config.file, environment: process.env });

    const { openHubStore } = await import("../../local-hub.ts");
    const hub = await import("../../hub/forget.ts");
    const store = await openHubStore({ config, stateFolder, log });
    try {
      await checkKnown(sources, hub.listSources(store));
      for (const source of sources) {
        const forgotten = await hub.forget(store, source, Date.now);
        log.info(toSentence(forgotten));
        if (flags.json) print(`${JSON.stringify(forgotten)}\n`);
      }
      return 0;
    } finally {
      await store.close();
      status.end();
    }
  },
});

/** Before anything is removed: one that is misspelled may be the one that was meant. Looks no further than it must. */
async function checkKnown(sources: readonly string[], known: AsyncIterable<string>): Promise<void> {
  const missing = new Set(sources);
  const found = new Set<string>();
  for await (const name of known) {
    found.add(name);
    missing.delete(name);
    if (missing.size === 0) return;
  }
  const [first] = missing;
  const meant = closest(first!, [...found]);
  const names =
    found.size === 0 ? "There are none yet." : `There are: ${[...found].toSorted().map(toName).join(", ")}.`;
  throw new UsageError(`Nothing here came from ${[...missing].map(toName).join(" or ")}, and nothing was removed`, {
    code: "LM_USAGE",
    hint: meant === undefined ? names : `Did you mean ${toName(meant)}? ${names}`,
  });
}

function toSentence({ source, users, states, events, runs }: Forgotten): string {
  const parts = [
    toCount(users, "user in the live view", "users in the live view"),
    toCount(states, "state of history", "states of history"),
    toCount(events, "event", "events"),
  ];
  const run = runs > 0 ? ["its last run"] : [];
  const all = [...parts, ...run];
  return `Forgot of ${toName(source)}: ${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

function toCount(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

function toName(source: string): string {
  return `“${toPlainText(shorten(source, 80))}”`;
}
