import { expect, test } from "vitest";
import { toHappening } from "../../../src/page/view/happening.ts";
import { makeEvent } from "../../support/user-metrics.ts";

test.each([
  ["feature_used", { feature: "Revenue" }, "use", "opened", "Revenue"],
  ["session_started", {}, "start", "started a session", undefined],
  ["session_ended", { minutes: 72 }, "end", "ended a session of 1 h 12", undefined],
  ["session_ended", {}, "end", "ended a session", undefined],
  ["user_gone", { lastSeen: "2026-11-23T12:00:00Z" }, "end", "left", undefined],
  ["report_created", { feature: "Reports" }, "use", "report created in", "Reports"],
  ["query-run", {}, "use", "query run", undefined],
])("%s with %j", (type, data, kind, words, feature) => {
  expect(toHappening(makeEvent({ type, data }))).toEqual({ kind, words, feature });
});
