import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { createLog, silentLog, type LogFormat, type LogLevel } from "../src/log.ts";

interface Given {
  format?: LogFormat;
  level?: LogLevel;
  secrets?: string[];
}

function open({ format = "pretty", level = "trace", secrets = [] }: Given = {}) {
  const lines: string[] = [];
  return {
    lines,
    log: createLog({ level, format, secrets, write: (line) => lines.push(stripVTControlCharacters(line)) }),
  };
}

test("a line for people is the time, the level, a sentence and its fields", () => {
  const { log, lines } = open();
  log.info("12 rows read.", { target: "crm", rows: 12, missing: { email: 3 } });
  expect(lines).toEqual([
    expect.stringMatching(/^\d\d:\d\d:\d\d info {2}12 rows read\. {2}target=crm rows=12 missing=\{"email":3\}\n$/),
  ]);
});

test("a line for machines is one JSON object", () => {
  const { log, lines } = open({ format: "json" });
  log.warn("hub is away", { hint: "Start it.", cause: new Error("ECONNREFUSED"), nothing: undefined });
  expect(lines[0]).toMatch(/\}\n$/);
  expect(JSON.parse(lines[0]!)).toEqual({
    level: "warn",
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
    msg: "hub is away",
    hint: "Start it.",
    cause: "ECONNREFUSED",
  });
});

test.each<[LogLevel, string[]]>([
  ["silent", []],
  ["error", ["error"]],
  ["warn", ["error", "warn"]],
  ["info", ["error", "warn", "info"]],
  ["debug", ["error", "warn", "info", "debug"]],
  ["trace", ["error", "warn", "info", "debug", "trace"]],
])("at the level %s it says %j", (level, expected) => {
  const { log, lines } = open({ level, format: "json" });
  for (const name of ["error", "warn", "info", "debug", "trace"] as const) log[name]("something");
  expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(expected);
});

test.each<LogFormat>(["pretty", "json"])("a secret is seen nowhere in a %s line", (format) => {
  const secret = 'k-"3f\\9a';
  const { log, lines } = open({ format, secrets: [secret, ""] });
  log.error(`401 for ${secret}`, { key: secret, nested: { header: `Bearer ${secret}` }, cause: new Error(secret) });
  expect(lines.join("")).not.toContain("3f");
  expect(lines.join("").match(/\[secret\]/g)).toHaveLength(4);
});

test("text from a page is shown to a terminal, never obeyed by it, and makes no second line", () => {
  const lines: string[] = [];
  const log = createLog({ level: "info", format: "pretty", write: (line) => lines.push(line) });
  log.info("\u001b[2Jgone\nerror fake", { title: "\u009b31m", nested: { name: "\u202eecila" } });
  expect(lines[0]).toContain("\\u001b[2Jgone error fake");
  expect(lines[0]).toContain("title=\\u009b31m");
  expect(lines[0]).toContain('nested={"name":"\\u202eecila"}');
  expect(lines.join("").match(/\n/g)).toHaveLength(1);
});

test("a silent log says nothing", () => {
  expect(() => silentLog.error("lost")).not.toThrow();
});
