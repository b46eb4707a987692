import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import type { HubOptions } from "../options.ts";

/** Tells browsers what pages may do: ours only what they are made of, those of other origins only what is allowed. */
export async function sendSecurityHeaders(
  app: FastifyInstance,
  { publicUrl, corsOrigin }: Pick<HubOptions, "publicUrl" | "corsOrigin">,
): Promise<void> {
  const isHttps = publicUrl?.startsWith("https:") ?? false;
  const publicHost = publicUrl && new URL(publicUrl).host;
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'"],
        // Not every browser takes 'self' to include WebSockets. The guard has checked this Host before.
        connectSrc: [
          "'self'",
          ...(publicUrl === undefined ? [] : [publicUrl.replace("http", "ws")]),
          ({ headers: { host } }) => (host?.toLowerCase() === publicHost ? "'self'" : `ws://${host}`),
        ],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isHttps && { maxAge: 15_552_000, includeSubDomains: false },
    referrerPolicy: { policy: "no-referrer" },
  });

  if (corsOrigin.length > 0)
    await app.register(cors, {
      origin: [...corsOrigin],
      methods: ["GET", "POST"],
      allowedHeaders: ["Authorization", "X-API-Key", "Content-Type", "Last-Event-ID"],
      // A page of another origin reads the hub's clock off its answers.
      exposedHeaders: ["Date", "ETag", "Retry-After"],
      credentials: false,
      maxAge: 600,
    });
}
