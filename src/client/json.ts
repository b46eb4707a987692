export type Json = Record<string, unknown>;

/** The object that a text holds; undefined where it holds something else, or is none. */
export function parseObject(text: unknown): Json | undefined {
  try {
    const value: unknown = JSON.parse(toText(text));
    return isObject(value) ? value : undefined;
  } catch {
    // A server may send what it likes; the caller counts what it could not read.
    return undefined;
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

export function isFilledText(value: unknown): value is string {
  return toText(value) !== "";
}

export function isTime(value: unknown): value is string {
  return isText(value) && Number.isFinite(Date.parse(value));
}

export function isAmount(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0;
}

/** Whether the same is in both, in the same order. */
export function isSame(first: unknown, second: unknown): boolean {
  return JSON.stringify(first) === JSON.stringify(second);
}

export function toText(value: unknown): string {
  return isText(value) ? value : "";
}

export function toArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
