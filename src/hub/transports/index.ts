import { rest } from "./rest.ts";
import { sse } from "./sse.ts";
import type { Transport } from "./transport.ts";
import { websocket } from "./websocket.ts";

/** All ways in and out; the hub offers each of them at once. */
export const transports: readonly Transport[] = [rest, sse, websocket];
