import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "../log.ts";
import { BusyError } from "./busy-error.ts";

/** Answers whatever no route answers, in sentences of ours: an internal text never leaves the hub. */
export function answerRefusals(app: FastifyInstance, log: Log): void {
  app.setNotFoundHandler((_, reply) => reply.code(404).send({ error: "There is nothing at this address." }));

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status === 429) return reply.code(429).send({ error: error.message });
    if (error instanceof BusyError)
      return reply
        .code(503)
        .header("retry-after", "1")
        .send({ error: `${error.message}; send it again in a moment.` });
    if (status >= 500) {
      log.error("A request could not be answered", {
        method: request.method,
        path: request.routeOptions.url,
        cause: error,
      });
      return reply.code(500).send({ error: "The hub could not do this; its log says why." });
    }

    const sentence = fileProblems[status];
    if (sentence !== undefined) return reply.code(status).send({ error: sentence });
    const msg = bodyProblems[status] ?? "could not be read as JSON";
    return reply.code(status).send({ errors: [{ path: "", msg, location: "body" }] });
  });
}

/** Answers an address that leads nowhere, before any route or check: nothing of it is repeated. */
export function answerUnreadable(_: FastifyError, __: FastifyRequest, reply: FastifyReply): void {
  void reply.code(400).header("x-content-type-options", "nosniff").send({ error: "This address cannot be read." });
}

/** Of a file of the page. */
const fileProblems: Record<number, string> = {
  403: "There is no file of the page at this address.",
  412: "The file at this address is not the one that was asked for.",
  416: "The file at this address has no such part.",
};

const bodyProblems: Record<number, string> = {
  413: "must be smaller: 64 KB for one metric, 1 MiB for many",
  415: "must be JSON, sent with Content-Type: application/json, as it is or in gzip",
};
