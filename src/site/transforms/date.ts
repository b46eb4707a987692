import { z } from "zod";
import { defineTransform, fromText, quoted } from "./transform.ts";

const options = z.enum(["iso", "epoch-seconds", "epoch-milliseconds"]).meta({ description: "How the time is written" });

/** Beyond the year 9999 an ISO time has another shape. */
const latestMs = Date.UTC(9999, 11, 31);

export const date = defineTransform({
  description:
    "Reads a point in time: ISO 8601 with its offset (UTC where it has none), or seconds or milliseconds since 1970.",
  examples: [
    { input: "2026-10-28T19:55:00Z", gives: { value: "2026-10-28T19:55:00.000Z" } },
    { input: "2026-10-28 19:55", gives: { value: "2026-10-28T19:55:00.000Z" } },
    { input: "2026-10-28T21:55:00+02:00", gives: { value: "2026-10-28T19:55:00.000Z" } },
    { input: "1793217300", options: "epoch-seconds", gives: { value: "2026-10-28T19:55:00.000Z" } },
    { input: "1793217300000", options: "epoch-milliseconds", gives: { value: "2026-10-28T19:55:00.000Z" } },
    { input: "yesterday", gives: { missing: "“yesterday” is not an ISO 8601 time" } },
    { input: "2026-13-01", gives: { missing: "“2026-13-01” is not an ISO 8601 time" } },
  ],
  options,
  bare: "iso",
  apply: (input, format) => fromText(input, (text) => (format === "iso" ? readIso(text) : readEpoch(text, format))),
});

function readIso(text: string) {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    text.trim(),
  );
  // Date.parse alone takes 30 February for 2 March.
  const isDay = z.iso.date().safeParse(match?.[1]).success;
  const ms = match && isDay ? Date.parse(`${match[1]}T${match[2] ?? "00:00"}${match[3] ?? "Z"}`) : Number.NaN;
  return Number.isNaN(ms)
    ? { missing: `${quoted(text)} is not an ISO 8601 time` }
    : { value: new Date(ms).toISOString() };
}

function readEpoch(text: string, format: "epoch-seconds" | "epoch-milliseconds") {
  const amount = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  const ms = format === "epoch-seconds" ? amount * 1_000 : amount;
  if (!(ms > 0 && ms < latestMs)) return { missing: `${quoted(text)} is not a time in ${format.slice(6)} since 1970` };

  return { value: new Date(ms).toISOString() };
}
