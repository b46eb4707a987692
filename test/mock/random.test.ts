import { describe, expect, it } from "vitest";
import { Random } from "../../src/mock/random.ts";

function take(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.next());
}

describe("Random", () => {
  it("gives the same numbers for the same seed and stream", () => {
    expect(take(new Random(7, 3), 5)).toEqual(take(new Random(7, 3), 5));
  });

  it("gives other numbers for another seed, another stream, and a seed beyond 32 bits", () => {
    const first = take(new Random(7, 3), 5);
    expect(take(new Random(8, 3), 5)).not.toEqual(first);
    expect(take(new Random(7, 4), 5)).not.toEqual(first);
    expect(take(new Random(7 + 2 ** 32, 3), 5)).not.toEqual(first);
  });

  it("stays within its bounds and reaches both of them", () => {
    const random = new Random(1);
    const dice = Array.from({ length: 1_000 }, () => random.integer(1, 6));
    expect(new Set(dice)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });

  it("spreads evenly", () => {
    const numbers = take(new Random(1), 10_000);
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    expect(mean).toBeCloseTo(0.5, 1);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  });
});
