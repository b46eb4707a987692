import type { TransportName } from "../../../src/client/connection.ts";
import type { Item } from "../../../src/client/incoming.ts";
import type { Ending, LinkOptions, Transport } from "../../../src/client/transport.ts";

/** A transport that does what a test tells it. */
export interface ScriptedTransport extends Transport {
  /** All that were opened, the last one last. */
  links: (LinkOptions & { isClosed: boolean })[];
  /** The last one says something. */
  say(...items: Item[]): void;
  /** The last one ends. */
  end(ending?: Ending): void;
}

export function createScriptedTransport(name: TransportName): ScriptedTransport {
  const links: ScriptedTransport["links"] = [];
  return {
    name,
    links,
    open(_, options) {
      const link = { ...options, isClosed: false };
      links.push(link);
      return () => void (link.isClosed = true);
    },
    say: (...items) => links.at(-1)!.onIncoming({ items, unreadable: 0 }),
    end: (ending = { reason: "closed" }) => links.at(-1)!.onEnd(ending),
  };
}
