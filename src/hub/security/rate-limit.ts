import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { isIPv6 } from "node:net";
import type { Telemetry } from "../telemetry.ts";
import type { Principal } from "./principal.ts";

const windowMs = 60_000;
/** Calls a minute of who has a key: a limit for accidents. */
const keyedLimit = 6_000;
/** The addresses that are remembered; the one that was longest silent is forgotten first. */
const addressesKept = 10_000;

interface LimitOptions {
  /** Calls a minute of who shows nothing; 0 is no limit. */
  anonymousLimit: number;
  telemetry: Telemetry;
}

/** Counts calls of the guide's REST endpoints, and nothing else. Must come after it is known who asks. */
export async function limitRate(app: FastifyInstance, { anonymousLimit, telemetry }: LimitOptions): Promise<void> {
  await app.register(rateLimit, {
    global: true,
    hook: "onRequest",
    timeWindow: windowMs,
    cache: addressesKept,
    max: ({ principal }) => limitOf(principal, anonymousLimit),
    keyGenerator: ({ principal, ip }) => (principal.isAnonymous ? toSubscriber(ip) : principal.name),
    allowList: (request) => !isCounted(request) || limitOf(request.principal, anonymousLimit) === 0,
    onExceeded: () => telemetry.refused("rate"),
    errorResponseBuilder: ({ principal }, { max, after }) => {
      const advice = principal.isAnonymous ? " A key lifts this limit: live-metrics keys create" : "";
      const sentence = `More than ${max} calls a minute; try again in ${after}.${advice}`;
      return Object.assign(new Error(sentence), { statusCode: 429 });
    },
  });
}

export function limitOf({ isAnonymous }: Principal, anonymousLimit: number): number {
  return isAnonymous || anonymousLimit > keyedLimit ? anonymousLimit : keyedLimit;
}

function isCounted({ routeOptions: { url = "" } }: FastifyRequest): boolean {
  return url.startsWith("/api/metrics") || url === "/api/events";
}

/** Who has one IPv6 address has 2^64 of them. */
export function toSubscriber(address: string): string {
  const v4 = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1];
  if (v4 !== undefined || !isIPv6(address)) return v4 ?? address;
  const [head = "", tail] = (address.split("%")[0] ?? "").split("::");
  const first = head.split(":").filter((group) => group !== "");
  const last = (tail ?? "").split(":").filter((group) => group !== "");
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  const groups = [...first, ...Array.from({ length: zeros }, () => "0"), ...last];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}

/** What one connection may still send. */
export interface FrameBudget {
  /** Takes one frame from it; says how many milliseconds the next must wait, 0 for none. */
  take(): number;
}

/** Frames a minute on one WebSocket, as calls are for REST; what is beyond waits in the sender's socket. */
export function createFrameBudget(limit: number, now: () => number): FrameBudget {
  let windowEnds = 0;
  let taken = 0;
  return {
    take() {
      if (limit === 0) return 0;
      if (now() >= windowEnds) {
        windowEnds = now() + windowMs;
        taken = 0;
      }
      taken += 1;
      return taken >= limit ? windowEnds - now() : 0;
    },
  };
}
