import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FailedRun } from "../../../src/scrape/bundle/bundle-files.ts";
import type { EvidenceFile } from "../../../src/scrape/bundle/bundle.ts";
import { saveBundle } from "../../../src/scrape/bundle/shelf.ts";
import { siteOf } from "../../support/failed-run.ts";
import { keptLog, type KeptLog } from "../../support/kept-log.ts";
import { tempFolder, type TempFolder } from "../../support/temp-folder.ts";

let temp: TempFolder;
let folder: string;
let kept: KeptLog;

beforeEach(async () => {
  temp = await tempFolder();
  folder = join(temp.path, "bundles");
  kept = keptLog();
});
afterEach(() => temp[Symbol.asyncDispose]());

const site = siteOf({ rows: ".user", fields: { userId: ".id" } });
const evidence = {
  url: "https://app.example.com/",
  title: undefined,
  status: undefined,
  pages: 0,
  rows: 0,
  found: {},
  claimed: undefined,
  rowMatches: {},
};

function failed({ minute = 0, name = "users", sentence = "It took too long.", ...more }: Given = {}): FailedRun {
  const at = new Date(Date.UTC(2026, 10, 23, 12, minute)).toISOString();
  return {
    target: {
      name,
      url: "https://ada:pw@app.example.com/",
      site,
      timeoutMs: 1_000,
      block: true,
      secrets: { username: "ada", password: "pass-Word-1" },
    },
    verdict: { name: "timeout", sentence, evidence, warnings: [] },
    findings: undefined,
    page: undefined,
    console: [],
    startedAt: at,
    endedAt: at,
    chromium: "141.0",
    ...more,
  };
}

type Given = { minute?: number; name?: string; sentence?: string } & Partial<FailedRun>;

const save = (given: Given = {}, maxBytes?: number): Promise<string | undefined> =>
  saveBundle({ folder, log: kept.log, ...(maxBytes === undefined ? {} : { maxBytes }) }, failed(given));
const evidenceOf = async (bundle: string): Promise<EvidenceFile> =>
  JSON.parse(await readFile(join(bundle, "evidence.json"), "utf8")) as EvidenceFile;

test("a bundle is named by time, target and verdict, and is the owner's alone", async () => {
  const bundle = (await save())!;
  expect(bundle).toBe(join(folder, "2026-11-23T12-00-00-000Z-users-timeout"));
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(bundle)).mode & 0o777).toBe(0o700);
  expect((await stat(join(bundle, "target.json"))).mode & 0o777).toBe(0o600);
});

test("it says what was to be read without secrets", async () => {
  const bundle = (await save({ console: ["log: pass-Word-1 was typed"] }))!;
  const target = await readFile(join(bundle, "target.json"), "utf8");
  expect(JSON.parse(target)).toMatchObject({
    name: "users",
    url: "https://app.example.com/",
    login: ["username", "password"],
  });
  expect(target).not.toMatch(/pass-Word|:pw/);
  expect(await readFile(join(bundle, "console.txt"), "utf8")).toBe("log: [secret] was typed\n");
});

describe("the same failure again", () => {
  test("within an hour takes the place of the one before, and is counted", async () => {
    await save();
    await save({ minute: 30 });
    const last = (await save({ minute: 80 }))!;
    expect(await readdir(folder)).toEqual(["2026-11-23T13-20-00-000Z-users-timeout"]);
    expect(await evidenceOf(last)).toMatchObject({ count: 3, firstAt: "2026-11-23T12:00:00.000Z" });
  });

  test("an hour later, with another sentence, or of another target stands beside it", async () => {
    await save();
    await save({ minute: 60 });
    await save({ minute: 61, sentence: "It took longer." });
    await save({ minute: 62, name: "people" });
    expect(await readdir(folder)).toHaveLength(4);
  });
});

test("the newest 5 of a target and 20 in all are kept, and what is no bundle is left alone", async () => {
  await mkdir(join(folder, "my notes"), { recursive: true });
  for (let minute = 0; minute < 7; minute += 1) await save({ minute, sentence: `Sentence ${minute}.` });
  expect((await readdir(folder)).filter((name) => name.endsWith("users-timeout"))).toHaveLength(5);
  for (let minute = 10; minute < 30; minute += 1) await save({ minute, name: `target-${minute}` });
  const names = await readdir(folder);
  expect(names).toHaveLength(21);
  expect(names).toContain("my notes");
  expect(names.some((name) => name.endsWith("users-timeout"))).toBe(false);
});

test("what does not fit is left out, the screenshot first and the page last, and said", async () => {
  const element = (text: string) => ({ tag: "p", attributes: [], children: [text] });
  const page = {
    document: { doctype: undefined, root: element("a".repeat(3_000)) },
    reading: undefined as never,
    page: "other" as const,
    screenshot: Buffer.alloc(4_000),
  };
  const open = {
    page: {
      ...page,
      reading: { capture: { url: "https://app.example.com/", page: [], rows: [] }, documents: {} } as never,
    },
  };
  const whole = (await save(open))!;
  expect(await readdir(whole)).toContain("screenshot.png");

  const cut = (await save({ ...open, minute: 1, sentence: "Cut." }, 10_000))!;
  expect(await readdir(cut)).not.toContain("screenshot.png");
  expect(await readdir(cut)).toContain("page.html");
  expect((await evidenceOf(cut)).leftOut).toEqual(["screenshot.png: 4000 bytes, more than fit into 10000"]);

  const least = (await save({ ...open, minute: 2, sentence: "Cut more." }, 6_000))!;
  expect(await readdir(least)).toEqual(["README.txt", "evidence.json", "target.json"]);
});

test("a folder that cannot be written is a warning and no bundle", async () => {
  await writeFile(folder, "no folder");
  expect(await save()).toBeUndefined();
  expect(kept.said).toEqual([
    { level: "warn", msg: expect.stringContaining("users: its bundle could not be written to") },
  ]);
});

test("what a killed process left half written is swept, what another one writes now is not", async () => {
  await mkdir(join(folder, ".unfinished-old"), { recursive: true });
  await mkdir(join(folder, ".unfinished-new"));
  const longAgo = new Date(Date.now() - 7_200_000);
  await utimes(join(folder, ".unfinished-old"), longAgo, longAgo);
  await save();
  expect(await readdir(folder)).toEqual([".unfinished-new", "2026-11-23T12-00-00-000Z-users-timeout"]);
  await chmod(folder, 0o700);
});
