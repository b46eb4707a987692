import fc from "fast-check";
import { expect, test } from "vitest";
import { createSseParser } from "../../src/client/sse-parser.ts";

function parseAll(parts: readonly string[]): string[][] {
  const messages: string[][] = [];
  const parse = createSseParser((...message) => messages.push(message));
  for (const part of parts) parse(part);
  return messages;
}

test.each<[string, string, ...string[][]]>([
  ["a message by its name, data and id", "event: run\nid: 7\ndata: a\n\n", ["run", "a", "7"]],
  ["data of several lines", "data: a\ndata\ndata:b\n\n", ["message", "a\n\nb", ""]],
  [
    "an id that holds on, and a name that does not",
    "event: a\nid: 7\ndata: 1\n\ndata: 2\n\n",
    ["a", "1", "7"],
    ["message", "2", "7"],
  ],
  ["comments and fields of others as nothing", ": still here\nretry: 9\n\ndata: a\n\n", ["message", "a", ""]],
  ["what was not ended as nothing", "data: a\n\ndata: b\n", ["message", "a", ""]],
])("reads %s", (_, text, ...messages) => {
  expect(parseAll([text])).toEqual(messages);
});

test("reads the same wherever a stream is cut, and whatever ends its lines", () => {
  const messages = [
    ["run", "first\nsecond", "e1:7"],
    ["message", "", "e1:7"],
    ["message", "third", "e1:8"],
  ];
  const lines = [
    "event: run",
    "id: e1:7",
    "data: first",
    "data: second",
    "",
    "data:",
    "",
    "id: e1:8",
    "data: third",
    "",
  ];
  const ending = fc.constantFrom("\n", "\r", "\r\n");
  fc.assert(
    fc.property(ending, fc.array(fc.nat(90), { maxLength: 12 }), (end, places) => {
      const text = lines.map((line) => line + end).join("");
      const cuts = [0, ...places.toSorted((first, second) => first - second), text.length];
      const parts = cuts.map((start, index) => text.slice(start, cuts[index + 1] ?? text.length));
      // A CR that is the last of all may be half of a line's end: what comes next tells.
      expect(parseAll([...parts, ": \n"])).toEqual(messages);
    }),
  );
});

test.each([
  ["in one line", "a".repeat(1024 * 1024)],
  ["in many", "data: abcdefghij\n".repeat(70_000)],
])("gives up a message of more than 2 MiB %s", (_, part) => {
  const parse = createSseParser(() => {});
  parse(part);

  expect(() => {
    parse(part);
    parse(part);
  }).toThrow("The stream sends a message without end");
});

test("a stream may go on for ever in messages that end", () => {
  const parse = createSseParser(() => {});
  for (let n = 0; n < 5; n++) parse(`data: ${"a".repeat(1024 * 1024)}\n\n`);
});
