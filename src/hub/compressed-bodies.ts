import { createGunzip } from "node:zlib";
import type { FastifyInstance } from "fastify";

/**
 * Takes bodies in gzip, and says so of requests to come (RFC 7694). What a body may weigh is what it weighs unpacked, so
 * one that grows beyond it is cut off while it does.
 */
export function takeCompressedBodies(app: FastifyInstance): void {
  app.addHook("preParsing", async (request, reply, payload) => {
    if (request.method === "POST") reply.header("accept-encoding", "gzip");
    const encoding = request.headers["content-encoding"]?.trim().toLowerCase();
    if (encoding === undefined || encoding === "identity") return payload;
    if (encoding !== "gzip") throw new EncodingError(`Content-Encoding: ${encoding} is not taken`);

    // It tells the length of what was sent, and what is read is another.
    delete request.headers["content-length"];
    return payload.pipe(createGunzip());
  });
}

class EncodingError extends Error {
  readonly statusCode = 415;
}
