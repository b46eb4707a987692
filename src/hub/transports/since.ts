import type { FastifyRequest } from "fastify";

/** The cursor in `?since=`; an empty one is none. */
export function askedSince(request: FastifyRequest): string | undefined {
  return queried(request, "since");
}

/**
 * The cursor of an `EventSource`: the header is the newest, as one that comes back sends it along with the address it
 * began with. A polyfill cannot set the header and puts the same into its address.
 */
export function askedLastEventId(request: FastifyRequest): string | undefined {
  return request.headers["last-event-id"]?.toString() || queried(request, "lastEventId") || askedSince(request);
}

export function queried({ query }: FastifyRequest, name: string): string | undefined {
  const value = (query as Record<string, string | string[] | undefined>)[name];
  return value ? String(value) : undefined;
}
