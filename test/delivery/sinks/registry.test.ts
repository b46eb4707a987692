import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { sinkKinds } from "../../../src/delivery/sinks/index.ts";

const helpers = new Set(["endpoint.ts", "parts.ts", "sender-socket.ts", "index.ts", "status-error.ts"]);

test("the registry lists every sink of the folder", async () => {
  const files = await readdir(resolve(import.meta.dirname, "../../../src/delivery/sinks"));
  const names = files.filter((file) => !helpers.has(file)).map((file) => file.slice(0, -".ts".length));
  expect(Object.keys(sinkKinds).toSorted()).toEqual(names.toSorted());
});
