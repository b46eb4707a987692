import { z } from "zod";

const origin = z
  .string()
  .trim()
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text && !text.includes("*"),
    "must be an origin such as https://app.example.com, with neither path nor wildcard",
  );

/** Several origins are a list, or one text with commas as an environment variable holds it. */
const origins = z.union([z.array(z.string()), z.string().transform((text) => text.split(","))]).pipe(z.array(origin));

/** The `hub:` section of the config file. */
export const hubOptions = z.strictObject({
  port: z.int().min(0).max(65_535).default(3001).meta({
    description: "Port the hub listens on, on 127.0.0.1; 0 takes a free one",
    flag: "--port <port>",
    env: "METRICS_SERVER_PORT",
  }),
  corsOrigin: origins
    .default([])
    .meta({ description: "Other web pages that may read and send, by their origin", env: "CORS_ORIGIN" }),
  eventsKept: z
    .int()
    .min(100)
    .default(10_000)
    .meta({ description: "How many events are kept for readers that come back; the oldest go first" }),
});

export type HubOptions = z.infer<typeof hubOptions>;
