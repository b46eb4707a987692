import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

/** The plainest program that tells all sockets: sends what it is given, or whatever is posted, to each of them. */
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    response.end("{}");
    sendToAll(Buffer.concat(parts));
  });
});
const { clients } = new WebSocketServer({ server, perMessageDeflate: false });

function sendToAll(frame: Buffer): void {
  for (const socket of clients) socket.send(frame, { binary: false });
}

async function answer(question: "memory" | "cpu" | string[]): Promise<unknown> {
  if (question === "cpu") return process.cpuUsage();
  if (question === "memory") {
    globalThis.gc!();
    return process.memoryUsage().rss;
  }
  for (const frame of question.map((text) => Buffer.from(text))) {
    sendToAll(frame);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return "sent";
}

process.on("message", (question: string[]) => void answer(question).then((said) => process.send!(said)));
server.listen(0, "127.0.0.1", () => process.send!(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.once("disconnect", () => process.exit());
