import { describe, expect, it } from "vitest";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { toRow } from "../../../src/mock/demo-app/row.ts";
import { generateMockMetrics } from "../../../src/mock/generate.ts";

const noon = new Date("2026-11-23T12:00:00.000Z");
const [someone] = generateMockMetrics(1, { now: noon });

function rowOf(changes: Partial<UserMetric>): string {
  return toRow({ ...someone!, ...changes }, noon).markup;
}

describe("a row of the users table", () => {
  it.each([
    [0, "0 min"],
    [41.6, "42 min"],
    [59.7, "1 h 00 min"],
    [65, "1 h 05 min"],
    [125.4, "2 h 05 min"],
  ])("writes a session of %s minutes as %s", (sessionDuration, text) => {
    expect(rowOf({ sessionDuration })).toContain(`<td class="session number">${text}</td>`);
  });

  it("groups the thousands of its counts", () => {
    expect(rowOf({ pageViews: 1_234, clickCount: 1_000_000 })).toMatch(/>1,234<[^]*>1,000,000</);
  });

  it.each([
    ["Online", { isActive: true, activeFeature: "Revenue" }],
    ["Idle", { isActive: false, activeFeature: "Revenue" }],
    ["Offline", { isActive: false, activeFeature: "" }],
  ])("shows the status %s", (status, changes) => {
    expect(rowOf(changes)).toContain(`<span class="status ${status.toLowerCase()}">${status}</span>`);
  });

  it.each([
    ["2026-11-23T11:59:48.250Z", "11 s ago"],
    ["2026-11-23T11:55:01.000Z", "4 min ago"],
    ["2026-11-23T10:48:03.500Z", "1 h 11 min ago"],
    ["2026-11-23T12:00:05.000Z", "0 s ago"],
  ])("says how long ago %s was, beside the time itself", (lastActionTime, age) => {
    expect(rowOf({ lastActionTime })).toContain(`<time datetime="${lastActionTime}">${age}</time>`);
  });

  it("leaves the link out where there is no e-mail address", () => {
    expect(rowOf({ email: "" })).not.toContain("mailto:");
  });

  it("shows hostile text as text, in content and in attributes", () => {
    const row = rowOf({ userName: `<b>O'Hara & "Sons"</b>`, userId: `"><script>alert(1)</script>` });
    expect(row).toContain("&lt;b&gt;O&#39;Hara &amp; &quot;Sons&quot;&lt;/b&gt;");
    expect(row).toContain(`data-user-id="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"`);
    expect(row).not.toMatch(/<b>|<script>/);
  });
});
