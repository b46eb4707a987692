import { readFile, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { ConfigError, errorCodes, LiveMetricsError, LockError, SinkError } from "../src/errors.ts";
import { exitCodes } from "../src/exit-codes.ts";

const root = resolve(import.meta.dirname, "..");

/** The codes that the program speaks of, outside the table itself. */
async function codesInUse(): Promise<Set<string>> {
  const used = new Set<string>();
  for (const folder of ["src", "bin"]) {
    for (const name of await readdir(join(root, folder), { recursive: true })) {
      if (!/\.[jt]sx?$/.test(name)) continue;
      const text = await readFile(join(root, folder, name), "utf8");
      const outsideTable = name === "errors.ts" ? text.slice(text.indexOf("export type ErrorCode")) : text;
      for (const [code] of outsideTable.matchAll(/\bLM_[A-Z_]+\b/g)) used.add(code);
    }
  }
  return used;
}

test("the table holds the codes that are in use, and no other", async () => {
  expect([...(await codesInUse())].toSorted()).toEqual(Object.keys(errorCodes).toSorted());
});

test("the documentation lists each code of the table with its exit code and meaning", async () => {
  const page = await readFile(join(root, "docs/reference/errors.md"), "utf8");
  const rows = [...page.matchAll(/^\| `(LM_\w+)` \| (\d+) \| (.+) \|$/gm)].map(([, code, exit, meaning]) => [
    code,
    { exit: Number(exit), meaning },
  ]);
  expect(Object.fromEntries(rows)).toEqual(errorCodes);
});

test("every code leads to a documented exit code", () => {
  for (const { exit } of Object.values(errorCodes)) expect(exitCodes).toHaveProperty(String(exit));
});

test("an error says what it is, what to do, what it came from, and how the program ends", () => {
  const cause = new Error("EACCES");
  const error = new ConfigError("crm.yaml cannot be read", {
    code: "LM_CONFIG_MISSING",
    hint: "Name another one.",
    cause,
  });
  expect(error).toMatchObject({
    name: "ConfigError",
    message: "crm.yaml cannot be read",
    code: "LM_CONFIG_MISSING",
    hint: "Name another one.",
    exitCode: 3,
    cause,
  });
  expect(error).toBeInstanceOf(LiveMetricsError);
  expect(String(new LockError("taken", { code: "LM_LOCKED" }))).toBe("LockError: taken");
  expect(new LockError("taken", { code: "LM_LOCKED" })).not.toHaveProperty("cause");
});

test.each([
  [true, "LM_SINK_FAILED"],
  [false, "LM_SINK_REFUSED"],
])("a failed delivery that is worth another attempt (%s) has the code %s", (retryable, code) => {
  expect(new SinkError("no", { retryable })).toMatchObject({
    name: "SinkError",
    retryable,
    code,
    exitCode: 9,
    retryAfterMs: undefined,
  });
});
