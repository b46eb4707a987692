type OnMessage = (name: string, data: string, id: string) => void;

/** A hub's messages are of 64 KB at most; what never ends its line is no event stream. */
const longestMessage = 2 * 1024 * 1024;

/**
 * Parses an event stream as the HTML standard says (section 9.2.6), decoded and without a byte order mark. Throws when a message is too long to be one. */
export class SseParser {
  readonly #onMessage: OnMessage;
  #rest = "";
  #name = "";
  #data: string[] = [];
  #id = "";
  #length = 0;

  constructor(onMessage: OnMessage) {
    this.#onMessage = onMessage;
  }

  add(text: string): void {
    // A CR at the end may be the first half of a line's end.
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop()!;
    for (const line of lines) this.#take(line);
    if (this.#rest.length + this.#length > longestMessage) throw new Error("The stream sends a message without end");
  }

  #take(line: string): void {
    if (line === "") return this.#dispatch();

    this.#length += line.length;
    const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#name = value;
    else if (field === "id") this.#id = value;
  }

  #dispatch(): void {
    const [name, data] = [this.#name, this.#data];
    this.#name = "";
    this.#data = [];
    this.#length = 0;
    if (data.length > 0) this.#onMessage(name || "message", data.join("\n"), this.#id);
  }
}
