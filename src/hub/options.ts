import { z } from "zod";
import { positiveDuration, timeSpan } from "../duration.ts";

const origin = z
  .string()
  .trim()
  .refine(isOrigin, "must be an origin such as https://app.example.com, with neither path nor wildcard");

/** Several are a list, or one text with commas as an environment variable holds it. */
const several = <Item extends z.ZodType<unknown, string>>(item: Item) =>
  z
    .union([
      z.array(z.string()),
      z.string().transform((text) =>
        text
          .split(",")
          .map((part) => part.trim())
          .filter((part) => part !== ""),
      ),
    ])
    .pipe(z.array(item));

const port = z.int().min(0).max(65_535);

/** The `hub:` section of the config file. */
export const hubOptions = z.strictObject({
  host: z
    .string()
    .regex(/^(\[[\da-f:.]+\]|[\w.:-]+)$/i, "must be an address or a name of this machine, without port")
    .transform((text) => text.replaceAll(/[[\]]/g, ""))
    .prefault("127.0.0.1")
    .meta({
      description: "Address the hub listens on; any but this machine's own needs a key",
      flag: "--host <address>",
      env: "METRICS_SERVER_HOST",
    }),
  port: port.default(3001).meta({
    description: "Port the hub listens on; 0 takes a free one",
    flag: "--port <port>",
    env: "METRICS_SERVER_PORT",
  }),
  websocketPort: port.optional().meta({
    description: "A second port, for WebSockets; without it they are on the first one only",
    env: "WEBSOCKET_PORT",
  }),
  publicUrl: z
    .url({ protocol: /^https?$/, error: "must be an address such as https://metrics.example.com", abort: true })
    .refine((text) => new URL(text).pathname === "/", "must have no path: the hub is at the root of its name")
    .transform((text) => new URL(text).origin)
    .optional()
    .meta({
      description: "The address by which others reach the hub, through a proxy; needs a key",
      flag: "--public-url <address>",
      env: "LIVE_METRICS_PUBLIC_URL",
    }),
  trustProxy: several(z.string().min(1)).default([]).meta({
    description: "Addresses or networks of proxies whose X-Forwarded-For counts",
    flag: "--trust-proxy <addresses>",
    env: "LIVE_METRICS_TRUST_PROXY",
  }),
  corsOrigin: several(origin)
    .default([])
    .meta({ description: "Other web pages that may read and send, by their origin", env: "CORS_ORIGIN" }),
  rateLimit: z.int().min(0).default(100).meta({
    description: "Calls a minute that one address may make without a key; 0 lifts the limit",
    flag: "--rate-limit <calls>",
    env: "LIVE_METRICS_RATE_LIMIT",
  }),
  connectionLimit: z.int().min(0).default(10_000).meta({
    description: "Streams and WebSockets that one address may hold open without a key; 0 lifts the limit",
    flag: "--connection-limit <count>",
    env: "LIVE_METRICS_CONNECTION_LIMIT",
  }),
  jwtSecret: z
    .string()
    .min(32, "must have at least 32 characters")
    .refine((text) => !text.includes("-----BEGIN"), "is a key in PEM form; give a public key as jwtPublicKey")
    .optional()
    .meta({
      description: "Secret of tokens signed with HS256; never printed",
      env: "LIVE_METRICS_JWT_SECRET",
      secret: true,
    }),
  jwtPublicKey: z.string().min(1).optional().meta({
    description: "File with the public key (PEM) of signed tokens; the kind of key says which algorithm counts",
    env: "LIVE_METRICS_JWT_PUBLIC_KEY",
  }),
  jwtAudience: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "What `aud` of a token must be", env: "LIVE_METRICS_JWT_AUDIENCE" }),
  jwtIssuer: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "What `iss` of a token must be", env: "LIVE_METRICS_JWT_ISSUER" }),
  databaseUrl: z
    .url({ protocol: /^postgres(ql)?$/, error: "must be an address such as postgresql://user@host/database" })
    .optional()
    .meta({
      description: "A Postgres database in place of the embedded store; several hubs may share it. Never printed",
      env: "DATABASE_URL",
      secret: true,
    }),
  userTtl: positiveDuration.prefault("30m").meta({
    description: "How long a user stays in the live view without being observed; at least 3 intervals of the source",
    flag: "--user-ttl <duration>",
    env: "LIVE_METRICS_USER_TTL",
  }),
  retention: timeSpan.prefault("7d").meta({
    description: "How long history, and the news of who left, are kept",
    flag: "--retention <duration>",
    env: "LIVE_METRICS_RETENTION",
  }),
  eventsKept: z
    .int()
    .min(100)
    .default(10_000)
    .meta({ description: "How many events are kept for readers that come back; the oldest go first" }),
});

export type HubOptions = z.infer<typeof hubOptions>;

/** Whether pages can be told by it: `null`, which files and sandboxed frames send, is none. */
export function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text && !text.includes("*");
}
