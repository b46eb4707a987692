import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RefusalLog } from "../../../src/hub/operation/refusal-log.ts";
import { noTelemetry } from "../../../src/hub/telemetry.ts";
import { keptLog } from "../../support/kept-log.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const { log, said } = keptLog();
  const refusals = new RefusalLog(log);
  const counted: string[] = [];
  const telemetry = refusals.over({ ...noTelemetry, refused: (reason) => counted.push(reason) });
  return { refusals, refuse: (reason: string) => telemetry.refused(reason), said, counted };
}

const line = { level: "warn", msg: "Requests were refused" };

test("the first is said at once, what follows once a minute by number", () => {
  const { refuse, said, counted } = open();
  refuse("credentials");
  expect(said).toEqual([{ ...line, credentials: 1 }]);

  for (const reason of ["credentials", "rate", "credentials"]) refuse(reason);
  expect(said).toHaveLength(1);
  vi.advanceTimersByTime(60_000);
  expect(said.slice(1)).toEqual([{ ...line, credentials: 2, rate: 1 }]);
  expect(counted).toEqual(["credentials", "credentials", "rate", "credentials"]);
});

test("after a quiet minute the next is a first one again", () => {
  const { refuse, said } = open();
  refuse("rate");
  vi.advanceTimersByTime(120_000);
  expect(said).toHaveLength(1);
  refuse("host");
  expect(said.slice(1)).toEqual([{ ...line, host: 1 }]);
});

test("an Origin is said by the guard, who can say how to let it in", () => {
  const { refuse, said, counted } = open();
  refuse("origin");
  expect([said, counted]).toEqual([[], ["origin"]]);
});

test("what was not said yet is said at the end, and nothing after it", () => {
  const { refusals, refuse, said } = open();
  for (const reason of ["scope", "scope", "scope"]) refuse(reason);
  refusals.close();
  vi.advanceTimersByTime(600_000);
  expect(said).toEqual([
    { ...line, scope: 1 },
    { ...line, scope: 2 },
  ]);
});
