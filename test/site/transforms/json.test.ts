import { describe, expect, test } from "vitest";
import { readPath } from "../../../src/site/json-path.ts";
import { run } from "./run.ts";

const text = '{"user":{"plan":"Pro","seats":3,"a.b":1},"items":[{"name":"Ada"},null],"on":false}';

describe("json", () => {
  test.each([
    ["user.plan", "Pro"],
    ["user.seats", 3],
    ["on", false],
    ["items[0].name", "Ada"],
    ["items[1]", null],
    ["items", [{ name: "Ada" }, null]],
    ["user.a\\.b", 1],
  ])("takes what is at %s", (path, value) => {
    expect(run("json", text, path)).toEqual({ value });
    expect(run("json", JSON.parse(text), { path })).toEqual({ value });
  });

  test.each([
    ["user.name", "name"],
    ["account.plan", "account"],
    ["items[2].name", "2"],
    ["items[1].name", "name"],
    ["user.toString", "toString"],
    ["user.plan.length", "length"],
  ])("says of %s the first key that is not there", (path, key) => {
    expect(run("json", text, path)).toEqual({ missing: `“${text.slice(0, 60)}…” has no ${key} at ${path}` });
  });

  test.each(["__proto__", "user.constructor", "a.prototype.b", "", "items[0", "a[x]"])(
    "refuses the path %j",
    (path) => {
      expect(() => run("json", text, path)).toThrow("is not a path");
    },
  );

  test("an item of a list is taken by its index alone", () => {
    expect(run("json", '[{"name":"Ada"}]', "[0].name")).toEqual({ value: "Ada" });
  });
});

describe("readPath", () => {
  test("gives what is there, and undefined for what is not", () => {
    const value = { items: [{ name: "Ada" }] };
    expect(readPath(value, "items[0].name")).toBe("Ada");
    expect(readPath(value, "items[1].name")).toBeUndefined();
    expect(readPath(null, "a")).toBeUndefined();
  });

  test("no path leads to a prototype", () => {
    const value = JSON.parse('{"__proto__":{"a":1},"constructor":2}') as unknown;
    expect(["__proto__.a", "constructor", "toString"].map((path) => readPath(value, path))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
