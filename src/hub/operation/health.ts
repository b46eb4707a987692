import type { FastifyInstance } from "fastify";
import type { RunReport } from "../../metric/run-report.ts";
import { isGoodVerdict } from "../../metric/verdict.ts";
import type { TargetState } from "../target-states.ts";
import type { TransportContext } from "../transports/transport.ts";

/** `/healthz`: the process answers. `/readyz`: the work goes on, which is what a supervisor and an alert want to know. */
export function mountHealth(app: FastifyInstance, { hub, log }: Pick<TransportContext, "hub" | "log">): void {
  app.get("/healthz", async () => ({ ok: true }));

  app.get("/readyz", async ({ principal }, reply) => {
    const targets = hub.targets();
    const problems = await hub.findProblems().catch((cause: unknown) => {
      log.error("The hub's store cannot be read", { cause });
      return ["The store cannot be read; the log says why."];
    });
    const reasons = [...problems, ...targets.flatMap(toReasons)];
    const ready = reasons.length === 0;
    reply.code(ready ? 200 : 503);
    // Names of targets are for those who may read; a probe needs no more than the status.
    if (!principal.scopes.has("read")) return { ready };
    return {
      ready,
      reasons,
      targets: targets.map(({ target, lastGoodAt, isLate }) => ({ target, lastGoodAt, isLate })),
    };
  });
}

function toReasons({ target, lastGoodAt, lastRun, isLate }: TargetState): string[] {
  if (!isLate && lastGoodAt !== undefined) return [];
  const since = lastGoodAt === undefined ? "no good run yet" : `no good run since ${lastGoodAt}`;
  const what = isLate ? `${since}, for more than three intervals` : since;
  return [`${target}: ${what}. ${explain(lastRun)}`.trim()];
}

/** A run that was good explains nothing, but that none came after it. */
function explain({ verdict, sentence }: RunReport): string {
  return isGoodVerdict(verdict) ? "No run was reported after it." : sentence;
}
