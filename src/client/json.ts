export type Json = Record<string, unknown>;

/** The object that a text holds; undefined where it holds something else. */
export function parseObject(text: unknown): Json | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    // A server may send what it likes; the caller counts what it could not read.
    return undefined;
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isTime(value: unknown): value is string {
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}

export function isFilledText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

export function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

export function toText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function toArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
