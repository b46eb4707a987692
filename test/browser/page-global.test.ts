import { expect, test } from "vitest";
import type { PageCode } from "../../src/browser/page-global.ts";
import { openPageServer } from "../support/page-server.ts";
import { openLeases } from "./leases.ts";

const { lease } = openLeases();

const page = `<script>
  window.app = { users: [{ name: "Ada Example", online: true }], later: Promise.resolve([1]) };
  window.traps = {
    get throws() { throw new Error("no entry"); },
    get loops() { for (;;); },
    get toJSON() { throw new Error("no entry"); },
  };
  window.large = "x".repeat(6_000_000);
  window.round = {}; round.round = round;
</script>`;

function read(code: PageCode, argument?: unknown) {
  return lease(async (tab) => {
    await using server = await openPageServer(page);
    await tab.goto(server.origin);
    return await tab.evaluateInPage(code, argument);
  });
}

test.each([
  ["app.users", '[{"name":"Ada Example","online":true}]'],
  ["app.later", "[1]"],
  ["app?.nothing ?? null // with a comment", "null"],
])("reads the page's own %s as JSON", async (code, json) => {
  expect(await read(code)).toEqual({ ok: true, json });
});

test("calls a function with an argument", async () => {
  const readPath = (path: string[]): unknown =>
    path.reduce<unknown>((at, key) => Reflect.get(at as object, key), window);

  expect(await read(readPath, ["app", "users", "0", "name"])).toEqual({ ok: true, json: '"Ada Example"' });
});

test.each([
  ["nowhere.users", "ReferenceError: nowhere is not defined"],
  ["app.", "SyntaxError: Unexpected token ')'"],
  ["app.nothing", "is not JSON"],
  ["document.querySelector", "is not JSON"],
  ["traps.throws", "Error: no entry"],
  ["traps", "Error: no entry"],
  ["traps.loops", "took too long"],
  ["new Promise(() => {})", "took too long"],
  ["large", "is larger than 5 MB"],
  ["round", "TypeError: Converting circular structure to JSON"],
])("says why %s cannot be read", async (code, reason) => {
  expect(await read(code)).toEqual({ ok: false, reason });
});

test("is not held up by a page that replaces the language", async () => {
  const tampering = "<script>window.app = 1; JSON.stringify = () => ({ toString() { for (;;); } })</script>";
  await using server = await openPageServer(tampering);

  const value = await lease(async (tab) => {
    await tab.goto(server.origin);
    return await tab.evaluateInPage("app");
  });

  expect(value).toEqual({ ok: false, reason: "is not JSON" });
});
