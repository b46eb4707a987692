import { z } from "zod";
import { rest } from "./rest.ts";
import { stdout } from "./stdout.ts";
import { websocket } from "./websocket.ts";

/** The kinds of sinks, by the `type` that a config file names. */
export const sinkKinds = { stdout, rest, websocket } as const;

export type SinkType = keyof typeof sinkKinds;

/** One entry of `sinks:` in a config file. */
export const sinkOptions = z.discriminatedUnion("type", [stdout.options, rest.options, websocket.options]);

export type SinkOptions = z.output<typeof sinkOptions>;
