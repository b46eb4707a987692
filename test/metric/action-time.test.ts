import { expect, test } from "vitest";
import { isJudgedByActionTime } from "../../src/metric/action-time.ts";

test.each([
  { missing: [], derived: [], answer: true },
  { missing: ["isActive"], derived: [], answer: true },
  { missing: [], derived: ["isActive"], answer: true },
  { missing: [], derived: ["lastActionTime"], answer: false },
  { missing: [], derived: ["lastActionTime", "isActive"], answer: true },
  { missing: ["isActive"], derived: ["lastActionTime"], answer: true },
  { missing: ["lastActionTime"], derived: [], answer: false },
  { missing: ["lastActionTime", "isActive"], derived: [], answer: false },
])("with $missing missing and $derived derived, the action time decides: $answer", ({ missing, derived, answer }) => {
  const reasons = Object.fromEntries(missing.map((field) => [field, "not shown"]));
  expect(isJudgedByActionTime({ missing: reasons, derived })).toBe(answer);
});
