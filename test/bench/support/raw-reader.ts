import { request } from "node:http";
import type { Socket } from "node:net";

const opening = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
};

/** Opens a WebSocket and cuts what comes into messages, and does nothing else: the machine is the server's. */
export async function openRawReader(url: string, onMessage: (message: Buffer) => void): Promise<Socket> {
  const upgraded = Promise.withResolvers<[Socket, Buffer]>();
  const sent = request(url, { headers: opening, agent: false });
  sent.once("upgrade", (_, socket, head) => upgraded.resolve([socket, head]));
  sent.once("response", ({ statusCode }) => upgraded.reject(new Error(`${url} answered ${statusCode}`)));
  sent.once("error", upgraded.reject);
  sent.end();

  const [socket, head] = await upgraded.promise;
  const take = cutIntoMessages(onMessage);
  take(head);
  socket.on("data", take);
  socket.on("error", () => socket.destroy());
  return socket;
}

/** Opens an event stream; what comes at once counts as one message. */
export function openStreamReader(url: string, onMessage: (message: Buffer) => void): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers: { accept: "text/event-stream" }, agent: false }, (response) => {
      response.on("data", onMessage);
      response.on("error", () => response.destroy());
      resolve(response.socket);
    });
    sent.once("error", reject);
    sent.end();
  });
}

/** A server's frames are whole messages and not masked. Those of control, with an opcode from 8 on, are passed over. */
function cutIntoMessages(onMessage: (message: Buffer) => void): (part: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (part) => {
    rest = rest.length === 0 ? part : Buffer.concat([rest, part]);
    for (let end = endOfFrame(rest); end !== undefined; end = endOfFrame(rest)) {
      if ((rest[0]! & 15) < 8) onMessage(rest.subarray(headerOf(rest), end));
      rest = rest.subarray(end);
    }
  };
}

function headerOf(bytes: Buffer): number {
  const length = bytes[1]! & 127;
  return length < 126 ? 2 : length === 126 ? 4 : 10;
}

function endOfFrame(bytes: Buffer): number | undefined {
  if (bytes.length < 2 || bytes.length < headerOf(bytes)) return undefined;
  const header = headerOf(bytes);
  const length = header === 2 ? bytes[1]! & 127 : header === 4 ? bytes.readUInt16BE(2) : bytes.readUInt32BE(6);
  return bytes.length < header + length ? undefined : header + length;
}
