import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { believe } from "../../src/metric/clock.ts";

const receivedAt = "2026-11-23T12:00:00.000Z";

describe("a sender's clock", () => {
  it.each([
    ["2026-11-23T12:00:00.000Z", true],
    ["2026-11-23T12:05:00.000Z", true],
    ["2026-11-23T12:05:00.001Z", false],
    ["2026-11-23T12:05:00.0009Z", true],
    ["2026-11-23T12:04:59Z", true],
    ["2026-11-23T12:05:01Z", false],
    ["2026-11-23T14:05:00.000+02:00", true],
    ["2026-11-23T11:06:00.000-01:00", false],
    ["2026-11-23T11:06:00.0-01:00", false],
    ["1999-01-01T00:00:00.000Z", true],
  ])("is believed up to five minutes ahead of ours: %s, %s", (time, isBelieved) => {
    expect(believe(time, receivedAt)).toBe(isBelieved ? time : receivedAt);
  });

  it("is read the same whether or not it writes milliseconds", () => {
    const year = fc.date({
      min: new Date("2000-01-01T00:00:00Z"),
      max: new Date("2100-01-01T00:00:00Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(year, (date) => {
        const time = date.toISOString();
        const finer = time.replace("Z", "0Z");
        expect(believe(time, receivedAt) === time).toBe(believe(finer, receivedAt) === finer);
      }),
    );
  });
});
