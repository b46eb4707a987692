import { expect, test } from "vitest";
import { parseDocumentText } from "../../src/document/read-file.ts";
import { ConfigError } from "../../src/errors.ts";

function messageFor(text: string, file: string): string {
  try {
    parseDocumentText(text, file, "LM_CONFIG_INVALID");
  } catch (error) {
    if (error instanceof ConfigError && error.code === "LM_CONFIG_INVALID") return error.message;
    throw error;
  }
  throw new Error("nothing is wrong with it");
}

test.each([
  [
    "a key indented too far",
    "b:\n  c: 1\n   d: 2\n",
    `2:6  holds another “key: value”; put the text in quotes, or check how the lines below are indented`,
  ],
  [
    "a colon in a text without quotes",
    "a: b: c\n",
    `1:4  holds another “key: value”; put the text in quotes, or check how the lines below are indented`,
  ],
  ["a key indented too little", "a:\n  b: 1\n c: 2\n", "3:1  All mapping items must start at the same column"],
  ["a colon without a space", "a:1\nb: 2\n", "1:1  is not “key: value”; check for a colon with a space after it"],
  ["a tab", "a:\n\tb: 1\n", "2:1  a tab cannot indent YAML; use spaces"],
  ["a key that is there twice", "a: 1\na: 2\n", "2:1  this key stands in the map already"],
  ["a quote that is not closed", 'a: "x\n', '2:1  Missing closing "quote'],
  ["a second document", "a: 1\n---\nb: 2\n", "2:1  a second document begins here; only one a file is read"],
  ["an alias of nothing", "a: *x\n", "1:4  no &x stands before this *x"],
  ["a list as a key", "[a]: 1\n", "1:1  a key must be text"],
])("says where YAML breaks and what to look for: %s", (_name, text, said) => {
  expect(messageFor(text, "a.yaml").split("\n").slice(0, 3)).toEqual(["a.yaml has 1 error:", "", `a.yaml:${said}`]);
});

test("names the faults of several lines at once, with a caret each", () => {
  expect(messageFor("a: @x\nb: 1\nb: 2\n", "a.yaml")).toBe(`a.yaml has 2 errors:

a.yaml:1:4  Plain value cannot start with reserved character @
  1 | a: @x
    |    ^

a.yaml:3:1  this key stands in the map already
  3 | b: 2
    | ^`);
});

test("takes what looks like a comment after text for a part of it, with carets", () => {
  const text = `# Comments stay
rows: .list #users
success: [.a, body #loggedas
  ] # fine
#loose
empty: #none
limit: 5 #pages
name: "a" #quoted
title: b ## fine
`;
  expect(messageFor(text, "a.yaml")).toBe(`a.yaml has 3 errors:

a.yaml:2:13  looks like part of the value: YAML takes “#users” for a comment; put the whole in quotes
  2 | rows: .list #users
    |             ^^^^^^

a.yaml:3:20  looks like part of the value: YAML takes “#loggedas” for a comment; put the whole in quotes
  3 | success: [.a, body #loggedas
    |                    ^^^^^^^^^

a.yaml:6:8  looks like part of the value: YAML takes “#none” for a comment; put the whole in quotes
  6 | empty: #none
    |        ^^^^^`);
});

test("says what a comment has swallowed before what follows from it", () => {
  expect(messageFor("a: { css: p #x }\nb: 1\n", "a.yaml")).toMatch(
    /^a\.yaml has 1 error:\n\na\.yaml:1:13 {2}looks like part/,
  );
});

test("lets comments stand where they can be meant", () => {
  const text = "#a\na: .b # c\n  #d\nb: |\n  x #e\nc: 1 #f\nd: .g#h\ne: >- #i\n  j\nf:\n  #k\n  - l\n";
  const { value } = parseDocumentText(text, "a.yaml", "LM_CONFIG_INVALID");
  expect(value).toEqual({ a: ".b", b: "x #e\n", c: 1, d: ".g#h", e: "j", f: ["l"] });
});

test.each([
  ["a missing comma", '{\n  "a": 1\n  "b": 2\n}', `3:3  expected ',' or '}' after property value`],
  ["a missing colon", '{ "a" 1 }', `1:7  expected ':' after property name`],
  ["a quote that is not closed", '{ "a: 1 }', "1:10  unterminated string"],
  [
    "a bracket that is not closed",
    '{ "a": [1, }',
    "1:12  Flow sequence in block collection must be sufficiently indented and end with a ]",
  ],
])("speaks of JSON in a JSON file: %s", (_name, text, said) => {
  expect(messageFor(text, "a.json").split("\n").slice(0, 3)).toEqual(["a.json has 1 error:", "", `a.json:${said}`]);
});

test("lets JSON have comments and trailing commas", () => {
  expect(parseDocumentText('{\n  # why\n  "a": [1,],\n}', "a.json", "LM_CONFIG_INVALID").value).toEqual({ a: [1] });
});
