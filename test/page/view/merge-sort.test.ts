import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeFewInSteps, sortInSteps } from "../../../src/page/view/merge-sort.ts";

interface Item {
  key: number;
  place: number;
}

const compare = (a: Item, b: Item): number => a.key - b.key;
const items = (maxLength: number) =>
  fc
    .array(fc.integer({ min: 0, max: 50 }), { maxLength })
    .map((keys) => keys.map((key, place): Item => ({ key, place })));

function finish<Result>(work: Generator<undefined, Result>): { result: Result; steps: number } {
  for (let steps = 1; ; steps++) {
    const step = work.next();
    if (step.done) return { result: step.value, steps };
  }
}

test("sorts like the built-in sort, and leaves equals in their order", () => {
  fc.assert(
    fc.property(items(3_000), (unsorted) => {
      expect(finish(sortInSteps(unsorted, compare)).result).toEqual(unsorted.toSorted(compare));
    }),
    { numRuns: 50 },
  );
});

test("rests often while it sorts many", () => {
  const many = Array.from({ length: 10_000 }, (_, place): Item => ({ key: (place * 7_919) % 10_007, place }));

  expect(finish(sortInSteps(many, compare)).steps).toBeGreaterThan(100);
});

test("rests often while a few are merged into many", () => {
  const items = Array.from({ length: 10_000 }, (_, place): Item => ({ key: place, place }));

  expect(finish(mergeFewInSteps(items, items.slice(0, 100), compare)).steps).toBeGreaterThan(10);
  expect(finish(mergeFewInSteps([], items, compare)).steps).toBeGreaterThan(10);
});

test("a few that are merged into many stand where a sort of all would put them", () => {
  fc.assert(
    fc.property(items(200), items(20), (unsortedMany, unsortedFew) => {
      const many = unsortedMany.sort(compare);
      const few = unsortedFew.sort(compare);

      expect(finish(mergeFewInSteps(many, few, compare)).result).toEqual([...many, ...few].sort(compare));
    }),
  );
});
