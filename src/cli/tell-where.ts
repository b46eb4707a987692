import type { RunningHub } from "../hub/server.ts";
import type { Log } from "../log.ts";

type Where = Pick<RunningHub, "url" | "websocketUrl" | "signInUrl">;

/** Says where a hub can be reached, and how its page is opened where it asks for a key. */
export function tellWhere({ url, websocketUrl, signInUrl }: Where, log: Log): void {
  log.info(`Live Metrics page: ${url}`);
  if (websocketUrl !== undefined) log.info(`WebSockets also at ${websocketUrl}`);
  if (signInUrl !== undefined) log.info(`Sign in, once and within 15 minutes: ${signInUrl}`);
}
