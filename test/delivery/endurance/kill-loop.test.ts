import { expect, test } from "vitest";
import { runKillLoop } from "../../support/delivery/kill-loop.ts";
import { spoolFile } from "../../support/delivery/test-spool.ts";
import { printFigures } from "../../support/endurance/figures.ts";
import { scaled } from "../../support/scale.ts";

const size = scaled({
  small: { kills: 10, records: 50_000, lifeMs: 400, users: 2_000 },
  full: { kills: 100, records: 1_000_000, lifeMs: 800, users: 2_000 },
});

test(
  "a sender that is killed again and again delivers all that was pushed, in order, and nothing is left",
  async () => {
    const result = await runKillLoop(await spoolFile(), size);
    printFigures("kill loop, sender", { ...result, faults: result.faults.length });
    expect(result.faults).toEqual([]);
    expect(result.waiting).toBe(0);
    expect(result.kills).toBeGreaterThanOrEqual(size.kills);
    expect(result.records).toBeGreaterThanOrEqual(size.records);
  },
  size.kills * 20_000,
);
