import { z } from "zod";
import { itemTypes, type Parcel } from "../parcel.ts";
import { defineSink, type WriteResult } from "../sink.ts";
import { apiKey, toLabel } from "./endpoint.ts";
import { writeInParts } from "./parts.ts";
import { SenderSocket } from "./sender-socket.ts";

const options = z
  .strictObject({
    type: z.literal("websocket"),
    url: z
      .url({ protocol: /^(wss?|https?)$/, error: "must be a ws:// or wss:// address" })
      .meta({ description: "Address of the receiver" }),
    apiKey,
  })
  .meta({ description: "The guide's frames over a WebSocket" });

/**
 * Sends the guide's frames as a client. Delivered is what a receiver of `live-metrics.v1` acknowledges. Another one
 * confirms nothing, so there a batch counts as delivered when the pong to a ping sent after it comes back: the receiver
 * has read it, which does not mean that it stored it.
 */
export const websocket = defineSink({
  options,

  open({ url, apiKey: key }) {
    const address = url.replace(/^http/, "ws");
    const socket = new SenderSocket(address, key);

    return {
      label: `websocket ${toLabel(address)}`,
      batchSize: 500,
      takes: new Set(itemTypes),
      isSpooled: true,
      get confirms() {
        return socket.isV1 === undefined ? undefined : socket.isV1 ? "stored" : "read";
      },

      write: (parcels, signal) =>
        writeInParts(parcels, (part, type) => (type === "metric" ? sendBulk : sendEach)(socket, part, signal)),

      close: () => socket.close(),
    };
  },
});

async function sendBulk(socket: SenderSocket, parcels: readonly Parcel[], signal: AbortSignal): Promise<WriteResult> {
  const [rejected] = await socket.send([toBulkFrame(parcels)], signal);
  return { rejected: rejected!.map(({ index, reason }) => ({ index: index ?? 0, reason })) };
}

/** The guide has no frame for several events or runs. */
async function sendEach(socket: SenderSocket, parcels: readonly Parcel[], signal: AbortSignal): Promise<WriteResult> {
  const rejected = await socket.send(parcels.map(toFrame), signal);
  return { rejected: rejected.flatMap((reasons, index) => reasons.map(({ reason }) => ({ index, reason }))) };
}

function toBulkFrame(parcels: readonly Parcel[]): string {
  const metrics = parcels.map(({ json }) => json).join(",");
  const metas = parcels.map(({ metaJson }) => metaJson).join(",");
  return `{"type":"bulk_metrics","metrics":[${metrics}],"metas":[${metas}]}`;
}

function toFrame({ type, json }: Parcel): string {
  return `{"type":"${type}","${type}":${json}}`;
}
