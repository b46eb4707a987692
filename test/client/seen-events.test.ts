import { expect, test } from "vitest";
import { createNoveltyCheck } from "../../src/client/seen-events.ts";

test.each([
  ["20,000 events", 20_000, (n: number) => `e${n}`],
  ["4 MiB of what is in them", 4, (n: number) => `${n}`.padEnd(1024 * 1024)],
])("remembers the last %s, and forgets what was before", (_, kept, toKey) => {
  const isNew = createNoveltyCheck();
  for (let n = 0; n < kept; n++) expect(isNew(toKey(n))).toBe(true);
  expect(isNew(toKey(0))).toBe(false);

  expect(isNew(toKey(kept))).toBe(true);

  expect(isNew(toKey(1))).toBe(false);
  expect(isNew(toKey(0))).toBe(true);
});

test("an event that nothing tells from others is always new", () => {
  const isNew = createNoveltyCheck();
  expect([isNew(undefined), isNew(undefined)]).toEqual([true, true]);
});
