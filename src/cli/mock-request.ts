import type { LoadedConfig } from "../config/load.ts";
import { UsageError } from "../errors.ts";
import { maximumRateEach } from "../mock/people.ts";
import type { MockRequest } from "../run.ts";

interface MockFlags {
  mock?: number | undefined;
  seed?: number | undefined;
  rate?: number | undefined;
}

interface Circumstances {
  config: Pick<LoadedConfig, "interval">;
  /** Arguments of the command line, which would be targets. */
  names: readonly string[];
  intervalFrom: "flag" | "environment" | undefined;
}

/** How often synthetic users move where no interval is given: often enough to see it. */
const usualIntervalMs = 2_000;

/** How often they move at a set rate, each time for the share of a second that went by. */
const rateIntervalMs = 100;

/** The synthetic users that the flags ask for, if any. Throws a UsageError where they contradict each other. */
export function toMockRequest(flags: MockFlags, circumstances: Circumstances): MockRequest | undefined {
  const { mock: count, seed = Date.now(), rate } = flags;
  const { config, names, intervalFrom } = circumstances;
  if (count === undefined) {
    if (rate !== undefined) throw rateWithoutUsers();
    return undefined;
  }

  if (names.length > 0)
    throw new UsageError(`--mock takes the place of targets, and “${names[0]}” was named`, {
      code: "LM_USAGE",
      hint: "Leave one of them out.",
    });
  if (rate === undefined)
    return { count, seed, rate, intervalMs: intervalFrom === undefined ? usualIntervalMs : config.interval };

  checkRate(rate, { count, intervalFrom });
  return { count, seed, rate, intervalMs: rateIntervalMs };
}

function rateWithoutUsers(): UsageError {
  return new UsageError("--rate is for synthetic users, and there are none without --mock", {
    code: "LM_USAGE",
    hint: "Add --mock, or set how often targets are read: --interval 10s.",
  });
}

/** An interval of the environment is for targets, and stays without effect. */
function checkRate(
  rate: number,
  { count, intervalFrom }: { count: number } & Pick<Circumstances, "intervalFrom">,
): void {
  if (intervalFrom === "flag")
    throw new UsageError("--rate and --interval both say how often synthetic users move", {
      code: "LM_USAGE",
      hint: "Leave one of them out.",
    });
  if (rate > count * maximumRateEach)
    throw new UsageError(`--rate ${rate} is more than one update a millisecond for each of --mock ${count}`, {
      code: "LM_USAGE",
      hint: `Ask for more users: --mock ${Math.ceil(rate / maximumRateEach)}.`,
    });
}
