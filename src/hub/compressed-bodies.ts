import { createGunzip, type Gunzip } from "node:zlib";
import type { FastifyInstance, RequestPayload } from "fastify";

/**
 * Takes bodies in gzip, and says so of requests to come (RFC 7694). What a body may weigh counts for both, what was sent
 * and what it unpacks to: one that grows beyond it is cut off while it does.
 */
export function takeCompressedBodies(app: FastifyInstance): void {
  app.addHook("preParsing", async (request, reply, payload) => {
    if (request.method !== "POST") return payload;

    reply.header("accept-encoding", "gzip");
    const encoding = request.headers["content-encoding"]?.trim().toLowerCase();
    if (encoding === undefined || encoding === "identity") return payload;
    if (encoding !== "gzip") throw new EncodingError(`Content-Encoding: ${encoding} is not taken`);
    return unpack(payload);
  });
}

function unpack(payload: RequestPayload): Gunzip & RequestPayload {
  const unpacked = Object.assign(createGunzip(), { receivedEncodedLength: 0 });
  // Of a body that is refused nobody reads the end, and an error that nobody hears ends the process.
  unpacked.on("error", () => {});
  payload.on("data", ({ length }: Buffer) => void (unpacked.receivedEncodedLength += length));
  payload.once("close", () => {
    if (!payload.readableEnded) unpacked.destroy(new Error("The body was cut off"));
  });
  return payload.pipe(unpacked);
}

class EncodingError extends Error {
  readonly statusCode = 415;
}
