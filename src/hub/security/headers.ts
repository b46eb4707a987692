import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

/** Tells browsers what pages may do: ours only what they are made of, those of other origins only what is allowed. */
export async function sendSecurityHeaders(app: FastifyInstance, corsOrigin: readonly string[]): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'"],
        // Not every browser takes 'self' to include ws. The guard has checked this Host before.
        connectSrc: ["'self'", ({ headers }) => `ws://${headers.host}`],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
  });

  if (corsOrigin.length > 0)
    await app.register(cors, { origin: [...corsOrigin], methods: ["GET", "POST"], exposedHeaders: ["ETag"] });
}
