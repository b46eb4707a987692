import { z } from "zod";

/** Far more than anybody needs by name in one record, far less than would take long to look through. */
export const maxKeys = 1_000;
/** Far more than details need, far less than would overflow the stack when they are written. */
const maxDepth = 16;

export const tooManyKeys = `must have at most ${maxKeys} keys`;

/** Anything by name, which is passed on and never looked into. */
export const details = z
  .record(z.string(), z.unknown())
  .refine((value) => !isDeeperThan(maxDepth, value), `must not be nested deeper than ${maxDepth}`)
  .refine((value) => countKeys(value, maxDepth) <= maxKeys, tooManyKeys);

export function hasFewKeys(value: object): boolean {
  return Object.keys(value).length <= maxKeys;
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}

/** Of all objects in it together. */
function countKeys(value: unknown, levels: number): number {
  if (typeof value !== "object" || value === null || levels === 0) return 0;
  const inner = Object.values(value).reduce<number>((sum, each) => sum + countKeys(each, levels - 1), 0);
  return (Array.isArray(value) ? 0 : Object.keys(value).length) + inner;
}
