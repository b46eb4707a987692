import type { RunningHub } from "../hub/server.ts";
import type { Talk } from "./talk.ts";

type Where = Pick<RunningHub, "url" | "websocketUrl" | "signInUrl">;

/** Says where a hub can be reached, and how its page is opened where it asks for a key. */
export function tellWhere({ url, websocketUrl, signInUrl }: Where, { log, confide }: Omit<Talk, "status">): void {
  log.info(`Live Metrics page: ${url}`);
  if (websocketUrl !== undefined) log.info(`WebSockets also at ${websocketUrl}`);
  // Whoever reads the log of a hub may not be who may read the hub.
  if (signInUrl !== undefined) confide(`Sign in, once and within 15 minutes: ${signInUrl}`);
}
