import { subprotocol } from "../metric/wire.ts";
import { readFrame } from "./read-frame.ts";
import { defineTransport, toResumed, type Ending, type Link } from "./transport.ts";

/** Reads the frames of a hub. */
export const hubSocket = defineTransport({ name: "WebSocket" }, dial);

/**
 * Reads the frames of a hub, or of a server that knows the guide only. Browsers end a connection whose server passes over
 * the subprotocol, as some of the guide do, and do not say why.
 */
export const webSocket = defineTransport({ name: "WebSocket" }, dialBoth);

/**
 * A hub that was away at the first dial is dialled anew, since without the subprotocol it does not tell who leaves. Only
 * a server that seems to be one and never takes it is left in doubt.
 */
async function dialBoth(link: Link, doubts = 3): Promise<Ending> {
  const asHub = await dial(link);
  if (asHub.hasOpened) return asHub;
  const plain = await dial({ ...link, leavesHubs: doubts > 0 }, []);
  return plain.isHub ? dialBoth(link, doubts - 1) : plain;
}

interface Dial extends Link {
  /** Whether it ends when it shows that a hub is there. */
  leavesHubs?: boolean;
}

interface Dialled extends Ending {
  hasOpened?: boolean;
  isHub?: boolean;
}

/** Resolves when the connection has ended, or has shown what it was not to be. */
async function dial(link: Dial, protocols: string[] = [subprotocol]): Promise<Dialled> {
  const { signal } = link;
  const admitted = await link.credentials.admit(toResumed(link), "ticket");
  if (signal.aborted) return {};

  const socket = new WebSocket(admitted, protocols);
  signal.addEventListener("abort", () => socket.close());
  const { promise, resolve } = Promise.withResolvers<Dialled>();
  let hasOpened = false;
  socket.addEventListener("open", () => {
    hasOpened = true;
    link.onOpen();
  });
  socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const incoming = readFrame(data);
    if (!link.leavesHubs || !incoming.cursor) return link.onIncoming(incoming);
    resolve({ isHub: true });
    socket.close();
  });
  // A failed try says `error` and then `close`; the second one is enough.
  socket.addEventListener("close", ({ code, reason }) =>
    resolve({ hasOpened, reason: reason || `closed with ${code}` }),
  );
  return promise;
}
