import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { loadConfig, secretsOf } from "../../config/load.ts";
import { openStateFolder } from "../../config/state-folder.ts";
import { DeadLetters, type Choice, type DeadLetter } from "../../delivery/spool/dead-letters.ts";
import { UsageError } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { toPlainText } from "../../plain-text.ts";
import { chooseAction } from "../choose-action.ts";
import { defineCommand } from "../command.ts";
import { configFlags, stateFlags, talkFlags } from "../flags.ts";
import { shorten } from "../lines.ts";
import { print } from "../print.ts";
import { createTalk } from "../talk.ts";

const actions = { ls, show, replay, drop } as const;

const spoolFlags = z.strictObject({
  ...configFlags.shape,
  forSink: z
    .string()
    .optional()
    .meta({ description: "All that is set aside for this sink, as `ls` names it", flag: "--for-sink <name>" }),
  all: z.boolean().default(false).meta({ description: "All that is set aside", flag: "--all" }),
  json: z.boolean().default(false).meta({ description: "One JSON object a line", flag: "--json" }),
  ...stateFlags.shape,
  ...talkFlags.shape,
});

type SpoolFlags = z.output<typeof spoolFlags>;

interface Work {
  letters: DeadLetters;
  flags: SpoolFlags;
  numbers: readonly number[];
  log: Log;
}

export const spool = defineCommand({
  usage: "spool <action> [number...]",
  summary: "See what waits for delivery, and what was refused; send that again or drop it",
  arguments: {
    action: "ls: what waits and what is set aside; show: one of these, whole; replay: send again; drop: forget",
    number: "Which of what is set aside, as `ls` numbers it",
  },
  flags: spoolFlags,
  examples: [
    ["live-metrics spool ls", "what waits for each sink, and what was refused why"],
    ["live-metrics spool show 3", "the record that was refused, whole"],
    ["live-metrics spool replay --all", "send again what was refused, once the receiver was mended"],
    ["live-metrics spool drop 3 4", "forget them"],
  ],

  async run({ arguments: [action = "", ...given], flags, given: raw }) {
    const act = chooseAction("spool", action, actions);
    const numbers = given.map(toNumber);
    const config = await loadConfig({ file: flags.config, cwd: process.cwd(), environment: process.env, flags: raw });
    const { log, status } = createTalk(flags, secretsOf(config));
    const folder = openStateFolder({ given: flags.stateDir, configFile: config.file, environment: process.env });
    const file = join(folder, "spool.sqlite");
    try {
      if (!existsSync(file)) {
        log.info(`Nothing was ever spooled in ${folder}`);
        return 0;
      }
      using letters = DeadLetters.open(file);
      act({ letters, flags, numbers, log });
      return 0;
    } finally {
      status.end();
    }
  },
});

function ls({ letters, flags, log }: Work): void {
  for (const { sink, waiting } of letters.waiting()) log.info(`${sink}: ${waiting} waiting`);
  const listed = letters.list();
  for (const letter of listed) print(flags.json ? `${JSON.stringify(toRecord(letter))}\n` : `${toLine(letter)}\n`);
  if (listed.length === 0) log.info("Nothing is set aside");
}

function show({ letters, numbers }: Work): void {
  if (numbers.length === 0) throw usage("Which one is to be shown?", "Numbers are shown by: live-metrics spool ls");
  for (const letter of found(letters, { numbers }, numbers))
    print(`${JSON.stringify({ ...toRecord(letter), ...toContent(letter) }, undefined, 2)}\n`);
}

function replay(work: Work): void {
  const choice = toChoice(work, "replay");
  const chosen = found(work.letters, choice, work.numbers);
  const count = work.letters.replay(choice);
  if (count > 0)
    work.log.info(`${toCount(count)} in the queue again: a run that is at work sends it now, else the next one`);
  if (count < chosen.length)
    work.log.warn(`${toCount(chosen.length - count)} kept: the sink is not configured now`, {
      hint: "Run once with that sink, then replay.",
    });
}

function drop(work: Work): void {
  const choice = toChoice(work, "drop");
  found(work.letters, choice, work.numbers);
  work.log.info(`${toCount(work.letters.drop(choice))} dropped`);
}

function toChoice({ flags: { all, forSink }, numbers }: Work, action: string): Choice {
  const given = [numbers.length > 0, all, forSink !== undefined].filter(Boolean).length;
  if (given === 0) throw usage(`Which ones are to ${action}?`, "Name their numbers, or --for-sink, or --all.");
  if (given > 1) throw usage("Numbers, --for-sink and --all exclude each other", "Leave all but one out.");
  if (all) return "all";
  return forSink === undefined ? { numbers } : { sink: forSink };
}

/** The chosen ones; each that is named must be there. */
function found(letters: DeadLetters, choice: Choice, numbers: readonly number[]): DeadLetter[] {
  const chosen = letters.list(choice);
  const missing = numbers.filter((number) => !chosen.some((letter) => letter.number === number));
  if (missing.length > 0)
    throw usage(`Nothing is set aside under ${missing.join(", ")}`, "Numbers are shown by: live-metrics spool ls");
  return chosen;
}

function toNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usage(`“${text}” is no number`, "Numbers are shown by: live-metrics spool ls");
}

function usage(message: string, hint: string): UsageError {
  return new UsageError(message, { code: "LM_USAGE", hint });
}

function toLine({ number, sink, type, key, reason, at }: DeadLetter): string {
  const why = reason === "" ? "waits for this sink to be configured again" : reason;
  return [
    String(number).padStart(5),
    new Date(at).toISOString().slice(0, 16),
    type.padEnd(6),
    toPlainText(shorten(key, 40)).padEnd(20),
    sink,
    toPlainText(shorten(why)),
  ].join("  ");
}

function toRecord({ number, sink, type, id, key, reason, at }: DeadLetter): Record<string, unknown> {
  return { number, at: new Date(at).toISOString(), sink, type, id, key, reason };
}

function toContent({ type, json, metaJson }: DeadLetter): Record<string, unknown> {
  const content = { [type]: JSON.parse(json) as unknown };
  return metaJson === "" ? content : { ...content, meta: JSON.parse(metaJson) as unknown };
}

function toCount(count: number): string {
  return `${count} ${count === 1 ? "item is" : "items are"}`;
}
