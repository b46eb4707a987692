import type { FastifyInstance } from "fastify";
import { intakeLimits } from "../intake.ts";
import { answerOneOrMany } from "../transports/rest.ts";
import { createTakeIn } from "../transports/take-in.ts";
import type { TransportContext } from "../transports/transport.ts";
import type { OlderRecords } from "./older-records.ts";

/** What the scraper says of its runs, and the wish for another one. */
export function mountTargets(app: FastifyInstance, context: TransportContext, older: OlderRecords): void {
  const { hub, runner } = context;
  const takeIn = createTakeIn(context, "rest");
  const mayRead = { config: { needs: ["read"], takesTicket: true } } as const;

  const mayReport = { bodyLimit: intakeLimits.bulkBytes, config: { needs: ["ingest"] } } as const;

  app.post("/api/runs", mayReport, ({ body }, reply) =>
    answerOneOrMany(reply, { body, name: "runs", take: (runs) => takeIn.runs(runs) }),
  );

  app.get("/api/targets", mayRead, async () => ({
    targets: hub.targets().map((state) => Object.assign(state, { canRun: runner?.canRun(state.target) ?? false })),
    older: older.list(),
  }));

  app.post<{ Params: { name: string } }>("/api/targets/:name/run", mayRead, async ({ params: { name } }, reply) => {
    if (runner?.canRun(name)) {
      runner.run(name);
      return reply.code(202).send({ target: name });
    }
    const isKnown = hub.targets().some(({ target }) => target === name);
    if (!isKnown) return reply.code(404).send({ error: "There is no such target here." });
    return reply.code(409).send({ error: "Its scraper is another process, which decides by itself when to run." });
  });
}
