import type { Socket } from "node:net";

/** A message as a server sends it (RFC 6455, 5.2): text, in one frame, not masked. */
export function toTextFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = headOf(length);
  const frame = Buffer.allocUnsafe(head.length + length);
  frame.set(head);
  frame.write(text, head.length);
  return frame;
}

const finalText = 0x81;

function headOf(length: number): Buffer {
  if (length < 126) return Buffer.from([finalText, length]);
  if (length < 65_536) {
    const head = Buffer.from([finalText, 126, 0, 0]);
    head.writeUInt16BE(length, 2);
    return head;
  }
  const head = Buffer.from([finalText, 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(length, 6);
  return head;
}

const nothing = Buffer.alloc(0);

/**
 * Writes frames that are the same for many sockets past `ws`, which would frame them anew for each and write head and
 * text apart: a fifth of the work. They fall between its own, as it writes whole frames at once where nothing is
 * compressed. Undefined where the system took them at once, as it mostly does, else what resolves when it has.
 */
export function writeFrames(connection: Socket, frames: Buffer): Promise<void> | undefined {
  connection.write(frames);
  if (connection.writableLength === 0) return undefined;

  // A callback costs the many who need none as well; one of an empty write comes when all before it was taken.
  return new Promise((resolve, reject) => {
    connection.write(nothing, (error) => (error ? reject(error) : resolve()));
  });
}
