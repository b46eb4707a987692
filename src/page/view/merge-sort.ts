import { stepLength, type SlicedWork } from "./sliced-job.ts";

type Compare<Item> = (a: Item, b: Item) => number;

/** Sorts many items in small steps. */
export function* sortInSteps<Item>(items: readonly Item[], compare: Compare<Item>): SlicedWork<Item[]> {
  let runs: Item[][] = [];
  for (let start = 0; start < items.length; start += stepLength) {
    runs.push(items.slice(start, start + stepLength).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const longer: Item[][] = [];
    for (let index = 0; index < runs.length; index += 2)
      longer.push(yield* mergeInSteps(runs[index]!, runs[index + 1] ?? [], compare));
    runs = longer;
  }
  return runs[0] ?? [];
}

/** Merges a few sorted items into many: looks only for the places of the few. */
export function* mergeFewInSteps<Item>(
  many: readonly Item[],
  few: readonly Item[],
  compare: Compare<Item>,
): SlicedWork<Item[]> {
  // As long as it will be: a list that grows is made anew several times.
  const merged = many.concat(few);
  let from = 0;
  let next = 0;
  const toNextPlace = (): number => (next < few.length ? findPlace(many, few[next]!, from, compare) : many.length);
  let place = toNextPlace();
  for (let at = 0; at < merged.length; at += 1) {
    if (at % stepLength === 0) yield;
    if (from < place) merged[at] = many[from++]!;
    else {
      merged[at] = few[next++]!;
      place = toNextPlace();
    }
  }
  return merged;
}

function* mergeInSteps<Item>(left: Item[], right: Item[], compare: Compare<Item>): SlicedWork<Item[]> {
  const merged: Item[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const isLeft = r === right.length || (l < left.length && compare(left[l]!, right[r]!) <= 0);
    merged.push(isLeft ? left[l++]! : right[r++]!);
    if (merged.length % stepLength === 0) yield;
  }
  return merged;
}

function findPlace<Item>(many: readonly Item[], item: Item, from: number, compare: Compare<Item>): number {
  let low = from;
  let high = many.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(many[middle]!, item) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
