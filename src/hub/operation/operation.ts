import type { FastifyInstance } from "fastify";
import { answerState, asksForJson } from "../transports/rest.ts";
import type { TransportContext } from "../transports/transport.ts";
import { mountHealth } from "./health.ts";
import { mountHistory } from "./history.ts";
import { openApiText } from "./openapi.ts";
import type { OlderRecords } from "./older-records.ts";
import type { Prometheus } from "./prometheus.ts";
import { mountTargets } from "./targets.ts";

/** What those need who keep a hub running, and those who ask what it has seen. */
export function mountOperation(
  app: FastifyInstance,
  context: TransportContext,
  { prometheus, older }: { prometheus: Prometheus; older: OlderRecords },
): void {
  mountHealth(app, context);
  mountTargets(app, context, older);
  mountHistory(app, context);

  // The guide's polling and Prometheus have this address in common; who names JSON is the former.
  app.get("/metrics", { config: { needs: ["read"] } }, async (request, reply) => {
    if (asksForJson(request)) return answerState(context, request, reply);
    return reply.type(prometheus.contentType).send(await prometheus.text(context.hub));
  });

  app.get("/openapi.json", (_, reply) => reply.type("application/json; charset=utf-8").send(openApiText()));
}
