import { z } from "zod";
import { loadConfig, secretsOf, settings } from "../../config/load.ts";
import { openStateFolder } from "../../config/state-folder.ts";
import { UsageError } from "../../errors.ts";
import { createKey } from "../../hub/security/api-key.ts";
import { scopes, type Scope } from "../../hub/security/principal.ts";
import type { Store, StoredKey } from "../../hub/store/store.ts";
import type { Log } from "../../log.ts";
import type { ExitCode } from "../../outcome.ts";
import { toPlainText } from "../../plain-text.ts";
import { chooseAction } from "../choose-action.ts";
import { defineCommand } from "../command.ts";
import { configFlags, stateFlags, talkFlags } from "../flags.ts";
import { print } from "../print.ts";
import { createTalk } from "../talk.ts";

const actions = { create, list, revoke } as const;

const keysFlags = z.strictObject({
  ...configFlags.shape,
  name: z.string().max(200).default("").meta({ description: "What the new key is for", flag: "--name <text>" }),
  scope: z
    .array(z.string())
    .transform((given) => given.flatMap((text) => text.split(",")).map((text) => text.trim()))
    .pipe(z.array(z.enum(scopes)))
    .optional()
    .meta({ description: `What the new key may: ${scopes.join(", ")}; both without it`, flag: "--scope <scope>" }),
  json: z.boolean().default(false).meta({ description: "One JSON object a line", flag: "--json" }),
  ...stateFlags.shape,
  ...talkFlags.shape,
});

type KeysFlags = z.output<typeof keysFlags>;

interface Work {
  store: Store;
  flags: KeysFlags;
  id: string | undefined;
  log: Log;
}

export const keys = defineCommand({
  usage: "keys <action> [id]",
  summary: "Make, list or revoke the keys that let others use the hub",
  arguments: {
    action: "create: make one and print it, once; list: all of them; revoke: end one",
    id: "Which one to revoke, as `list` shows it",
  },
  flags: keysFlags,
  configSettings: settings.filter(({ path }) => path.join(".") === "hub.databaseUrl"),
  examples: [
    ["live-metrics keys create --scope ingest --name scraper", "for who sends; add it to a sink as apiKey"],
    ["live-metrics keys create --scope read", "for who looks"],
    ["live-metrics keys revoke 3f9a1c02", "ends it within seconds, on open connections too"],
  ],

  async run({ arguments: [action = "", id], flags, given }) {
    const act = chooseAction("keys", action, actions);
    const config = await loadConfig({ file: flags.config, cwd: process.cwd(), environment: process.env, flags: given });
    const { log, status } = createTalk(flags, secretsOf(config));
    const stateFolder = openStateFolder({ given: flags.stateDir, configFile: config.file, environment: process.env });

    const { openHubStore } = await import("../../local-hub.ts");
    const store = await openHubStore({ config, stateFolder, log });
    try {
      return await act({ store, flags, id, log });
    } finally {
      await store.close();
      status.end();
    }
  },
});

async function create({ store, flags, log }: Work): Promise<ExitCode> {
  const wanted: readonly Scope[] = [...new Set(flags.scope ?? scopes)];
  const { text, stored } = createKey({ name: flags.name, scopes: wanted, now: Date.now() });
  await store.addKey(stored);
  log.info(`Made key ${stored.id}, which may ${toWords(stored)}. It is shown this once, on standard output`);
  print(`${text}\n`);
  return 0;
}

async function list({ store, flags, log }: Work): Promise<ExitCode> {
  const known = await store.listKeys();
  if (known.length === 0) log.info("There are no keys yet; make one with: live-metrics keys create");
  for (const key of known) print(flags.json ? `${JSON.stringify(toRecord(key))}\n` : `${toLine(key)}\n`);
  return 0;
}

async function revoke({ store, id, log }: Work): Promise<ExitCode> {
  if (id === undefined)
    throw new UsageError("Which key is to be revoked?", {
      code: "LM_USAGE",
      hint: "Ids are shown by: live-metrics keys list",
    });
  // Somebody in a hurry pastes the whole key.
  const shortId = /^lm_([0-9a-f]{8})(_|$)/.exec(id)?.[1] ?? id;
  if (!(await store.revokeKey(shortId, Date.now()))) {
    const key = await store.findKey(shortId);
    const message = key ? `The key ${shortId} was revoked before` : `There is no key ${shortId}`;
    throw new UsageError(message, { code: "LM_USAGE", hint: "Ids are shown by: live-metrics keys list" });
  }
  log.info(`Revoked key ${shortId}; hubs that run turn it away within seconds`);
  return 0;
}

function toWords({ scopes: granted }: StoredKey): string {
  return granted.join(" and ");
}

function toLine(key: StoredKey): string {
  const since = new Date(key.createdAt).toISOString().slice(0, 16);
  const end = key.revokedAt === undefined ? "" : `  revoked ${new Date(key.revokedAt).toISOString().slice(0, 16)}`;
  return `${key.id}  ${key.scopes.join(",").padEnd(11)}  ${since}  ${toPlainText(key.name)}${end}`.trimEnd();
}

function toRecord({ id, name, scopes: granted, createdAt, revokedAt }: StoredKey): Record<string, unknown> {
  const ended = revokedAt === undefined ? {} : { revokedAt: new Date(revokedAt).toISOString() };
  return { id, name, scopes: granted, createdAt: new Date(createdAt).toISOString(), ...ended };
}
