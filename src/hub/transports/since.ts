import type { FastifyRequest } from "fastify";

/** The cursor in `?since=`; an empty one is none. */
export function askedSince({ query }: FastifyRequest): string | undefined {
  const { since } = query as { since?: string | string[] };
  return since ? String(since) : undefined;
}
