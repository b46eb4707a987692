import { polling } from "./polling.ts";
import { sse } from "./sse.ts";
import { websocket } from "./websocket.ts";
import type { OpenLine } from "./wire.ts";

/** How a reader can be reached. */
export const wires = { websocket, sse, polling } satisfies Record<string, OpenLine>;

export type WireName = keyof typeof wires;
export const wireNames = Object.keys(wires) as WireName[];
