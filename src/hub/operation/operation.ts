import type { FastifyInstance } from "fastify";
import { answerState, asksForJson } from "../transports/rest.ts";
import type { TransportContext } from "../transports/transport.ts";

/** What those need who keep a hub running. */
export function mountOperation(app: FastifyInstance, context: TransportContext): void {
  app.get("/healthz", async () => ({ ok: true }));
  app.get("/metrics", { config: { needs: ["read"] } }, (request, reply) => {
    if (asksForJson(request)) return answerState(context, request, reply);
    return reply.code(404).send({ error: "Ask for JSON here, with Accept: application/json." });
  });
}
