import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { transforms, type TransformName } from "../../src/site/transforms/index.ts";
import { exampleNow, type Outcome, type Transform } from "../../src/site/transforms/transform.ts";

const folder = resolve(import.meta.dirname, "../../src/site/transforms");

/** As a selector file would run it; without options the bare name. */
function run(name: TransformName, input: unknown, options?: unknown): Outcome {
  const transform = transforms[name] as Transform;
  return transform.apply(input, transform.options.parse(options === undefined ? transform.bare : options), {
    now: exampleNow,
  });
}

describe("the registry", () => {
  test("lists every file of the folder", async () => {
    const files = await readdir(folder);
    const names = files
      .map((file) => file.replace(/\.ts$/, ""))
      .filter((name) => name !== "index" && name !== "transform");
    expect(Object.keys(transforms).toSorted()).toEqual(names.toSorted());
  });

  for (const [name, { examples }] of Object.entries<Transform>(transforms)) {
    test.each(examples)(`${name} does what its example says: $input`, ({ input, options, gives }) => {
      expect(run(name as TransformName, input, options)).toEqual(gives);
    });
  }

  test.each(Object.keys(transforms) as TransformName[])("%s says of a list that it is not text", (name) => {
    const options = { enum: { a: "b" }, regex: "a" }[name as string];
    expect(run(name, ["a"], options)).toEqual({ missing: "is not text" });
  });
});

describe("number", () => {
  test.each([
    ["0", 0],
    ["007", 7],
    ["+3", 3],
    ["-12.5", -12.5],
    ["–4", -4],
    ["1,234,567.25", 1_234_567.25],
    ["12'500", 12_500],
    ["3 650", 3650],
    ["3\u202f650", 3650],
    ["  8 ", 8],
    [17, 17],
  ])("reads %j", (input, value) => {
    expect(run("number", input)).toEqual({ value });
  });

  test.each(["", "12%", "1,2,3", "1.234.567", "NaN", "Infinity", "1e3", "0x10", "- 5", "٣"])(
    "does not guess at %j",
    (input) => {
      expect(run("number", input)).toEqual({ missing: `“${input}” is not a number` });
    },
  );
});

describe("duration", () => {
  test.each([
    ["1h", 60],
    ["2 days", 2_880],
    ["1h, 5m", 65],
    ["1.5 h", 90],
    ["0:45", 0.75],
    ["100:00:00", 6_000],
    ["0:12:31.5", 12.525],
    ["30000 ms", 0.5],
  ])("reads %j as minutes", (input, value) => {
    expect(run("duration", input)).toEqual({ value });
  });

  test.each(["", "h", "5 m 5", "1:2:3:4", "-5 m", "fortnight"])("does not guess at %j", (input) => {
    expect(run("duration", input)).toEqual({ missing: `“${input}” is not a duration` });
  });

  test("ends soon on a text made to take long", () => {
    expect(run("duration", `${"1 m ".repeat(5_000)}!`)).toHaveProperty("missing");
  });
});

describe("date", () => {
  test.each([
    ["2026-10-28", "2026-10-28T00:00:00.000Z"],
    ["2026-10-28T19:55:00.123456Z", "2026-10-28T19:55:00.123Z"],
    ["2026-10-28 19:55:10 +0200", "2026-10-28T17:55:10.000Z"],
    [" 2026-10-28T19:55Z ", "2026-10-28T19:55:00.000Z"],
  ])("reads %j", (input, value) => {
    expect(run("date", input)).toEqual({ value });
  });

  test.each(["2026-02-30", "2026-10-28T25:00Z", "10/28/2026", "1793217300"])(
    "does not take %j for an ISO time",
    (input) => {
      expect(run("date", input)).toEqual({ missing: `“${input}” is not an ISO 8601 time` });
    },
  );

  test.each(["0", "-1", "99999999999999", "soon"])("does not take %j for seconds since 1970", (input) => {
    expect(run("date", input, "epoch-seconds")).toEqual({ missing: `“${input}” is not a time in seconds since 1970` });
  });
});

describe("boolean", () => {
  test("looks neither at case nor at space around a word", () => {
    expect(run("boolean", "  oNLINE ", { true: ["Online"], false: [] })).toEqual({ value: true });
  });

  test("reads what exists says", () => {
    expect(run("boolean", "false")).toEqual({ value: false });
  });
});

describe("enum", () => {
  test.each(["constructor", "__proto__", "toString"])("does not find %j in a map that does not have it", (input) => {
    expect(run("enum", input, { Umsatz: "Revenue" })).toEqual({ missing: `“${input}” is not in the map` });
  });
});

describe("regex", () => {
  test("says that a group took nothing", () => {
    expect(run("regex", "b", "(a)?b")).toEqual({ missing: "“b” does not match /(a)?b/" });
  });

  test("refuses text long enough for a bad pattern to hang", () => {
    expect(run("regex", "a".repeat(2_001), "(a+)+$")).toEqual({
      missing: "text of 2001 characters is too long for a regex",
    });
  });
});

test("a reason quotes no more of a text than a line can hold", () => {
  expect(run("number", "x".repeat(500))).toEqual({ missing: `“${"x".repeat(60)}…” is not a number` });
});
