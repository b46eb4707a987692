import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import type { UserEvent } from "../../../../src/metric/event.ts";
import type { UserMetric } from "../../../../src/metric/user-metric.ts";
import type { OpenLine } from "./wire.ts";

interface Answer {
  metrics: UserMetric[];
  events: UserEvent[];
  left?: { userId: string }[];
  cursor: string;
  reset?: true;
  gap?: { events: number };
  more?: true;
}

/** An answer counts when it is whole: one that breaks off is asked for again from the same cursor. */
export const polling: OpenLine = ({ url, since, localAddress, pollEveryMs, take }) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const leaving = new AbortController();
  const { signal } = leaving;
  let cursor = since;

  const ask = async (): Promise<Answer> => {
    const query = cursor === undefined ? "" : `?since=${encodeURIComponent(cursor)}`;
    const address = localAddress === undefined ? {} : { localAddress };
    const request = get(`${url}/api/metrics${query}`, { agent, signal, ...address });
    const [response] = (await once(request, "response")) as [IncomingMessage];
    return JSON.parse(await text(response)) as Answer;
  };
  const poll = async (): Promise<void> => {
    for (;;) {
      const { metrics, events, left = [], reset = false, gap, more = false, ...answer } = await ask();
      cursor = answer.cursor;
      take({ reset, metrics, events, left, missed: gap?.events ?? 0, cursor });
      if (!more) await pause(pollEveryMs, undefined, { signal });
    }
  };

  // Whatever ends it, its reader comes back.
  const closed = poll()
    .catch(() => {})
    .finally(() => agent.destroy());
  return { destroy: () => leaving.abort(), closed };
};
