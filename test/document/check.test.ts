import { expect, test } from "vitest";
import { z } from "zod";
import { checkDocument } from "../../src/document/check.ts";
import { parseDocumentText } from "../../src/document/read-file.ts";
import { ConfigError } from "../../src/errors.ts";

const schema = z.strictObject({
  name: z.string().optional(),
  colour: z.enum(["red", "green", "blue"]).optional(),
  size: z.int().min(1).max(9).optional(),
  weight: z.number().positive().optional(),
  open: z.boolean().optional(),
  tags: z.array(z.string().min(1)).min(1).optional(),
  shelves: z
    .record(z.string().regex(/^\w+$/, "may have letters only"), z.strictObject({ height: z.number() }))
    .optional(),
  door: z.union([z.string(), z.strictObject({ width: z.number() })]).optional(),
  parts: z
    .array(
      z.discriminatedUnion("type", [
        z.strictObject({ type: z.literal("wheel"), spokes: z.int() }),
        z.strictObject({ type: z.literal("bell") }),
      ]),
    )
    .optional(),
  version: z.literal(1).optional(),
});

/** The message of the error that a text leads to. */
function messageFor(text: string, file = "shop.yaml"): string {
  try {
    checkDocument(parseDocumentText(text, file, "LM_CONFIG_INVALID"), schema, "LM_CONFIG_INVALID");
  } catch (error) {
    if (error instanceof ConfigError && error.code === "LM_CONFIG_INVALID") return error.message;
    throw error;
  }
  throw new Error("nothing is wrong with it");
}

test("gives the parsed value when nothing is wrong", () => {
  const document = parseDocumentText("name: Ada # who\nsize: 3\n", "shop.yaml", "LM_CONFIG_INVALID");
  expect(checkDocument(document, schema, "LM_CONFIG_INVALID")).toEqual({ name: "Ada", size: 3 });
});

test("shows all errors at once in the order of their lines, each with a caret under its spot", () => {
  const text = `nmae: Ada
colour: gren
size: 12
open: "yes"
tags: [a, "", 3]
shelves:
  top: { heigth: 3 }
  a b: { height: 1 }
door: [1]
parts:
  - type: whel
  - { type: wheel, spokes: 2.5, extra: 1 }
version: 2
`;
  expect(messageFor(text)).toBe(`shop.yaml has 14 errors:

shop.yaml:1:1  unknown key "nmae"; did you mean "name"?
  1 | nmae: Ada
    | ^^^^

shop.yaml:2:9  colour: must be one of red, green, blue; did you mean "green"?
  2 | colour: gren
    |         ^^^^

shop.yaml:3:7  size: must be at most 9
  3 | size: 12
    |       ^^

shop.yaml:4:7  open: must be true or false, not "yes"
  4 | open: "yes"
    |       ^^^^^

shop.yaml:5:11  tags.1: must not be empty
  5 | tags: [a, "", 3]
    |           ^^

shop.yaml:5:15  tags.2: must be text, not the number 3
  5 | tags: [a, "", 3]
    |               ^

shop.yaml:7:3  shelves.top.height: is required
  7 |   top: { heigth: 3 }
    |   ^^^

shop.yaml:7:10  shelves.top: unknown key "heigth"; did you mean "height"?
  7 |   top: { heigth: 3 }
    |          ^^^^^^

shop.yaml:8:3  shelves.a b: may have letters only
  8 |   a b: { height: 1 }
    |   ^^^

shop.yaml:9:1  door: must be text or a map, not a list
  9 | door: [1]
    | ^^^^

shop.yaml:11:11  parts.0.type: must be one of wheel, bell; did you mean "wheel"?
  11 |   - type: whel
     |           ^^^^

shop.yaml:12:28  parts.1.spokes: must be a whole number, not the number 2.5
  12 |   - { type: wheel, spokes: 2.5, extra: 1 }
     |                            ^^^

shop.yaml:12:33  parts.1: unknown key "extra"; known here: type, spokes
  12 |   - { type: wheel, spokes: 2.5, extra: 1 }
     |                                 ^^^^^

shop.yaml:13:10  version: must be 1, not the number 2
  13 | version: 2
     |          ^`);
});

test("points into JSON as it does into YAML", () => {
  const text = `{
\t"name": 5,
\t"tags": [],\t"weight": 0
}`;
  expect(messageFor(text, "shop.json")).toBe(`shop.json has 3 errors:

shop.json:2:10  name: must be text, not the number 5
  2 |  "name": 5,
    |          ^

shop.json:3:2  tags: must not be empty
  3 |  "tags": [], "weight": 0
    |  ^^^^^^

shop.json:3:24  weight: must be more than 0
  3 |  "tags": [], "weight": 0
    |                        ^`);
});

test("points at a value that is empty, right where it would stand", () => {
  expect(messageFor("name:\n")).toBe(`shop.yaml has 1 error:

shop.yaml:1:6  name: must be text, not empty
  1 | name:
    |      ^`);
});

test("points at the entry of a list that lacks something", () => {
  expect(messageFor("parts:\n  - { spokes: 3 }\n")).toBe(`shop.yaml has 1 error:

shop.yaml:2:5  parts.0.type: is required, and must be one of wheel, bell
  2 |   - { spokes: 3 }
    |     ^^^^^^^^^^^^^`);
});

test("takes a union for what its writer most likely meant", () => {
  expect(messageFor("door: { widht: 3 }\n")).toBe(`shop.yaml has 2 errors:

shop.yaml:1:1  door.width: is required
  1 | door: { widht: 3 }
    | ^^^^

shop.yaml:1:9  door: unknown key "widht"; did you mean "width"?
  1 | door: { widht: 3 }
    |         ^^^^^`);
});

test("finds keys that YAML would read as a number or a boolean", () => {
  expect(messageFor("5: a\ntrue: b\n")).toBe(`shop.yaml has 2 errors:

shop.yaml:1:1  unknown key "5"; known here: name, colour, size, weight, open, tags, shelves, door, parts, version
  1 | 5: a
    | ^

shop.yaml:2:1  unknown key "true"; known here: name, colour, size, weight, open, tags, shelves, door, parts, version
  2 | true: b
    | ^^^^`);
});

test("refuses __proto__ as it does any unknown key", () => {
  expect(messageFor('{ "__proto__": { "name": "Ada" } }', "shop.json")).toMatch(
    /^shop\.json has 1 error:\n\nshop\.json:1:3 {2}unknown key "__proto__"/,
  );
});

test.each([
  ["", "empty", "\n  1 | \n    | ^"],
  ["# nothing yet\n", "empty", "\n  1 | # nothing yet\n    | ^"],
  ["hello\n", '"hello"', "\n  1 | hello\n    | ^^^^^"],
  ["- a\n", "a list", "\n  1 | - a\n    | ^^^"],
])("says of the text %j what it is instead of a map", (text, found, shown) => {
  expect(messageFor(text)).toBe(`shop.yaml has 1 error:\n\nshop.yaml:1:1  must be a map, not ${found}${shown}`);
});
