import { z } from "zod";
import { defineTransform, fromText, quoted } from "./transform.ts";

const secondsIn = { seconds: 1, minutes: 60, hours: 3_600, milliseconds: 0.001 } as const;

const options = z
  .enum(["milliseconds", "seconds", "minutes", "hours"])
  .meta({ description: "The unit of a number that stands alone" });

export const duration = defineTransform({
  description:
    "Reads a length of time as minutes: `1h 5m`, `42 min`, `00:12:31`, `90 s`, or a number in the unit given.",
  examples: [
    { input: "1h 5m", gives: { value: 65 } },
    { input: "1 h 05 min", gives: { value: 65 } },
    { input: "42 min", gives: { value: 42 } },
    { input: "90 s", gives: { value: 1.5 } },
    { input: "01:30:00", gives: { value: 90 } },
    { input: "12:30", gives: { value: 12.5 } },
    { input: "17", gives: { value: 17 } },
    { input: "1500", options: "seconds", gives: { value: 25 } },
    { input: "soon", gives: { missing: "“soon” is not a duration" } },
    { input: "5 m 5 bananas", gives: { missing: "“5 m 5 bananas” is not a duration" } },
  ],
  options,
  bare: "minutes",
  apply: (input, unit) =>
    fromText(input, (text) => {
      const seconds = readClock(text) ?? readPlain(text, unit) ?? readUnits(text);
      return seconds === undefined ? { missing: `${quoted(text)} is not a duration` } : { value: seconds / 60 };
    }),
});

function readClock(text: string): number | undefined {
  const match = /^(?:(\d+):)?(\d{1,2}):(\d{2}(?:\.\d+)?)$/.exec(text.trim());
  return match ? Number(match[1] ?? 0) * 3_600 + Number(match[2]) * 60 + Number(match[3]) : undefined;
}

function readPlain(text: string, unit: keyof typeof secondsIn): number | undefined {
  return /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) * secondsIn[unit] : undefined;
}

const unitSeconds: readonly [RegExp, number][] = [
  [/^(ms|milliseconds?)$/, 0.001],
  [/^(s|secs?|seconds?)$/, 1],
  [/^(m|mins?|minutes?)$/, 60],
  [/^(h|hrs?|hours?)$/, 3_600],
  [/^(d|days?)$/, 86_400],
];

function readUnits(text: string): number | undefined {
  const parts = text.trim().toLowerCase();
  if (!/^(\d+(\.\d+)?\s*[a-z]+[\s,]*)+$/.test(parts)) return undefined;

  let total = 0;
  for (const [, amount, name] of parts.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    const unit = unitSeconds.find(([pattern]) => pattern.test(name!));
    if (!unit) return undefined;
    total += Number(amount) * unit[1];
  }
  return total;
}
