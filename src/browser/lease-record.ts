import type { ConsoleMessage } from "puppeteer";
import { Newest } from "./newest.ts";
import type { Refused } from "./request-guard.ts";

const longestLine = 500;

/** What a page did during one lease, for evidence. */
export class LeaseRecord {
  readonly refused = new Newest<Refused>({ count: 100 });
  readonly dialogs = new Newest<string>({ count: 20 });
  readonly console = new Newest<string>({ count: 200 });

  addDialog(type: string, message: string): void {
    this.dialogs.push(cut(`${type}: ${message}`));
  }

  addMessage(message: ConsoleMessage): void {
    this.console.push(cut(`${message.type()}: ${message.text()}`));
    for (const handle of message.args()) handle.dispose().catch(() => {}); // Gone with its document.
  }

  addPageError(error: unknown): void {
    this.console.push(cut(`uncaught: ${error instanceof Error ? error.message : String(error)}`));
  }

  clear(): void {
    for (const list of [this.refused, this.dialogs, this.console]) list.clear();
  }
}

function cut(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line;
}
