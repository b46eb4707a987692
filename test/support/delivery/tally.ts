import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { UserEvent } from "../../../src/metric/event.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";

/** A receiver that keeps what it acknowledges, and what was wrong with the order of it. */
export class Tally {
  readonly users = new Map<string, UserMetric>();
  readonly eventIds = new Set<string>();
  /** Events and metrics that it had already. */
  repeated = 0;
  readonly faults: string[] = [];
  readonly #server = createServer((request, response) => {
    json(request)
      .then((body) => this.#take(body as Body))
      .then(
        () => response.writeHead(200, { "content-type": "application/json" }).end('{"rejected":[]}'),
        // Whoever sent it was killed meanwhile.
        () => response.destroy(),
      );
  });

  /** Resolves with its address. */
  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take({ metrics = [], events = [] }: Body): void {
    for (const { id } of events) {
      if (this.eventIds.has(id)) this.repeated += 1;
      this.eventIds.add(id);
    }
    for (const metric of metrics) this.#takeMetric(metric);
  }

  /** What comes again comes as it was; what is new is later. */
  #takeMetric(metric: UserMetric): void {
    const { userId, timestamp, pageViews } = metric;
    const before = this.users.get(userId);
    if (before?.timestamp === timestamp && before.pageViews === pageViews) {
      this.repeated += 1;
      return;
    }
    if (before && (timestamp <= before.timestamp || pageViews <= before.pageViews))
      this.faults.push(`${userId} was ${pageViews} of ${timestamp} after ${before.pageViews} of ${before.timestamp}`);
    this.users.set(userId, metric);
  }
}

interface Body {
  metrics?: UserMetric[];
  events?: UserEvent[];
}
