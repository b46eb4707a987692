import type { Socket } from "node:net";
import { openRawReader, openStreamReader } from "./raw-reader.ts";

/** Opens so many more readers at an address. */
interface Opening {
  url: string;
  count: number;
}

/** What the last message ends with. */
interface Awaiting {
  ending: string;
}

const sockets: Socket[] = [];
const messagesOfFirst: string[] = [];
let ending = "";
let missing = 0;
let complete = Promise.withResolvers<void>();

/** Many readers in one process: opens them, is told what to wait for, and says when all have had it. */
async function answer(question: Opening | Awaiting | "received"): Promise<unknown> {
  if (question === "received") {
    await complete.promise;
    return messagesOfFirst.splice(0);
  }
  if ("ending" in question) {
    ({ ending } = question);
    missing = sockets.length;
    complete = Promise.withResolvers();
    return "waiting";
  }
  for (let opened = 0; opened < question.count; opened += 1) await openReader(question.url);
  return "open";
}

process.on("message", (question: Opening) => void answer(question).then((said) => process.send!(said)));
process.once("disconnect", () => process.exit());
process.send!("ready");

async function openReader(url: string): Promise<void> {
  const reader = sockets.length;
  const open = url.endsWith("/stream") ? openStreamReader : openRawReader;
  sockets.push(await open(url, (message) => take(message, reader)));
}

function take(message: Buffer, reader: number): void {
  if (ending === "") return;

  if (reader === 0) messagesOfFirst.push(message.toString());
  if (message.subarray(-ending.length).toString() !== ending) return;
  missing -= 1;
  if (missing === 0) complete.resolve();
}
