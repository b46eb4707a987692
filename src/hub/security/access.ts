import type { Principal, Scope } from "./principal.ts";
import type { FrameBudget } from "./rate-limit.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** One of these lets a caller in; a route that names none is open to all. */
    needs?: readonly Scope[];
    /** A ticket in the address stands for a key: for streams and calls of pages, which send none or must have none. */
    takesTicket?: boolean;
    /** Holds a connection for as long as its caller likes. */
    staysOpen?: boolean;
  }
  interface FastifyRequest {
    /** Who asks; on every request that got past the door. */
    principal: Principal;
    /** Why what was shown does not count. */
    refusal: { status: 400 | 401; sentence: string } | undefined;
  }
}

/** What transports ask of security while a connection is open. */
export interface Access {
  /** Calls `end` when the principal counts no more: its time is over, or its key was revoked. Returns what ends that. */
  watch(principal: Principal, end: () => void): () => void;
  /** What a sender may send over one connection. */
  budgetOf(principal: Principal): FrameBudget;
}
