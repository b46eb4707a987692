import { expect, test } from "vitest";
import { run } from "./run.ts";

test("looks neither at case nor at space around a word", () => {
  expect(run("boolean", "  oNLINE ", { true: ["Online"], false: [] })).toEqual({ value: true });
});

test("reads what exists says", () => {
  expect(run("boolean", "false")).toEqual({ value: false });
});

test("reads a value that is true or false already", () => {
  expect(run("boolean", true)).toEqual({ value: true });
});
