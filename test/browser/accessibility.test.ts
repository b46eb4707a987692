import { expect, test } from "vitest";
import { openPageServer } from "../support/page-server.ts";
import { openLeases } from "./leases.ts";

const { lease } = openLeases();

const readRoles = (selector: string) =>
  Array.from(document.querySelectorAll(selector), (element) => {
    const { computedRole, computedName } = element as Element & { computedRole?: string; computedName?: string };
    return [computedRole, computedName];
  });

// Where a Chromium does not know the flag, both are undefined and this fails.
test("knows role and name of elements as assistive technology does", async () => {
  await using server = await openPageServer(`
    <button aria-label="Details" class=it>…</button>
    <label>Name <input class=it></label>
    <div role=grid class=it aria-labelledby=title></div><h2 id=title class=it>Users</h2>`);

  const roles = await lease(async (tab) => {
    await tab.goto(server.origin);
    return await tab.evaluate(readRoles, ".it");
  });

  expect(roles).toEqual([
    ["button", "Details"],
    ["textbox", "Name"],
    ["grid", "Users"],
    ["heading", "Users"],
  ]);
});
