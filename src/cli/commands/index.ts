import type { Command } from "../command.ts";

/** The commands, in the order of `--help`; each is loaded when it is called, so that help and errors come at once. */
export const commands = {
  scrape: async () => (await import("./scrape.ts")).scrape,
  check: async () => (await import("./check.ts")).check,
  explain: async () => (await import("./explain.ts")).explain,
  serve: async () => (await import("./serve.ts")).serve,
  keys: async () => (await import("./keys.ts")).keys,
  spool: async () => (await import("./spool.ts")).spool,
  "verify-delivery": async () => (await import("./verify-delivery.ts")).verifyDelivery,
  forget: async () => (await import("./forget.ts")).forget,
  demo: async () => (await import("./demo.ts")).demo,
  import: async () => (await import("./import.ts")).importCommand,
  replay: async () => (await import("./replay.ts")).replay,
  sites: async () => (await import("./sites.ts")).sites,
  browser: async () => (await import("./browser.ts")).browser,
  schema: async () => (await import("./schema.ts")).schema,
} as const satisfies Record<string, () => Promise<Command>>;

export type CommandName = keyof typeof commands;
