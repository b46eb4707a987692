import { describe, expect, it } from "vitest";
import { toVersion } from "../../../src/hub/store/version.ts";

describe("a version", () => {
  it.each([
    ["2026-01-05T12:00:00Z", "2026-01-05T12:00:00.000"],
    ["2026-01-05T12:00Z", "2026-01-05T12:00:00.000"],
    ["2026-01-05T14:00:00.5+02:00", "2026-01-05T12:00:00.500"],
    ["2026-01-05T12:00:00.123456Z", "2026-01-05T12:00:00.123456"],
    ["2026-01-05T07:00:00.123400-05:00", "2026-01-05T12:00:00.1234"],
  ])("of %s is %s", (timestamp, version) => {
    expect(toVersion(timestamp)).toBe(version);
  });
});
