type OnMessage = (name: string, data: string, id: string) => void;

/** A hub's messages are of 64 KB at most; what never ends its line is no event stream. */
const longestMessage = 2 * 1024 * 1024;

/**
 * Parses an event stream as the HTML standard says (section 9.2.6), decoded and without a byte order mark: takes its parts.
 * Throws when a message is too long to be one.
 */
export function createSseParser(onMessage: OnMessage): (part: string) => void {
  let rest = "";
  let name = "";
  let data: string[] = [];
  let id = "";
  let length = 0;

  const dispatch = (): void => {
    if (data.length > 0) onMessage(name || "message", data.join("\n"), id);
    name = "";
    data = [];
    length = 0;
  };
  const take = (line: string): void => {
    if (line === "") return dispatch();

    length += line.length;
    const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
    if (field === "data") data.push(value);
    else if (field === "event") name = value;
    else if (field === "id") id = value;
  };

  return (part) => {
    // A CR at the end may be the first half of a line's end.
    const lines = (rest + part).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    for (const line of lines) take(line);
    if (rest.length + length > longestMessage) throw new Error("The stream sends a message without end");
  };
}
