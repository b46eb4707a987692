import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRecords, type ReadRecord } from "../../../src/metric/record-stream/read.ts";
import { allOf } from "../../support/all-of.ts";

/** Reads an input that comes in pieces of the sizes given, over and over. */
async function read(input: string | Uint8Array, sizes: readonly number[] = [64]): Promise<ReadRecord[]> {
  return (await allOf(readRecords(chunksOf(Buffer.from(input), sizes)))).flat();
}

async function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let from = 0, turn = 0; from < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length]!;
    yield bytes.subarray(from, from + size);
    from += size;
  }
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
const object = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ stringUnit: "grapheme" }));
const valuesOf = (records: ReadRecord[]): unknown[] =>
  records.map((record) => ("value" in record ? record.value : record));

describe("whatever the borders of the chunks, the values are those of JSON.parse", () => {
  test("of a list, however it is laid out", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ stringUnit: "grapheme" })),
        fc.nat(4),
        sizes,
        async (list, indent, sizes) => {
          const text = JSON.stringify(list, null, indent);
          expect(valuesOf(await read(text, sizes))).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  test("of lines, also of objects that go over several", async () => {
    const laidOut = fc.tuple(object, fc.nat(4), fc.constantFrom("\n", "\r\n", "\n\n \n"));
    await fc.assert(
      fc.asyncProperty(fc.array(laidOut, { minLength: 1 }), sizes, fc.boolean(), async (parts, sizes, isEnded) => {
        const text = parts.map(([value, indent, end]) => JSON.stringify(value, null, indent) + end).join("");
        const values = parts.map(([value]) => JSON.parse(JSON.stringify(value)) as unknown);
        expect(valuesOf(await read(isEnded ? text : text.trimEnd(), sizes))).toEqual(values);
      }),
    );
  });

  test("and of bytes that are anything, there is an end and each problem has its line", async () => {
    const fragment = fc.constantFrom("{", "}", "[", "]", ",", '"', "\\", "\n", " ", "1", '{"a":1}', "\ufeff");
    const noise = fc.array(
      fc.oneof(
        fragment.map((text) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 3 }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(noise, sizes, async (parts, sizes) => {
        const bytes = Buffer.concat([Buffer.from("x"), ...parts]);
        const lines = bytes.filter((byte) => byte === 0x0a).length + 1;
        for (const { line } of await read(bytes, sizes)) expect(line >= 1 && line <= lines).toBe(true);
      }),
    );
  });
});

test.each<[string, string, ReadRecord[]]>([
  ["one object on one line", '{"a":1}', [{ line: 1, value: { a: 1 } }]],
  ["one object over many lines", '\n{\n  "a": {\n    "b": 1\n  }\n}\n', [{ line: 2, value: { a: { b: 1 } } }]],
  [
    "a list over many lines",
    '[\n  {"a": 1},\n\n  {\n    "a": 2\n  }\n]\n',
    [
      { line: 2, value: { a: 1 } },
      { line: 4, value: { a: 2 } },
    ],
  ],
  [
    "lines with a byte order mark, CRLF, a blank one and no end",
    '\ufeff{"a":1}\r\n\r\n{"a":2}',
    [
      { line: 1, value: { a: 1 } },
      { line: 3, value: { a: 2 } },
    ],
  ],
  ["a list with a byte order mark", '\ufeff[{"a":1}]', [{ line: 1, value: { a: 1 } }]],
  ["an empty list", " [ ]\n", []],
  ["borders inside a text", '["],{\\"\\\\","}"]', ['],{"\\', "}"].map((value) => ({ line: 1, value }))],
])("reads %s", async (_name, input, records) => {
  expect(await read(input)).toEqual(records);
});

describe("in lines a broken record costs no other", () => {
  test.each([
    ["no JSON at all", "nonsense"],
    ["an object that is not closed", '{"a":{"b":1'],
    ["an object that breaks off before a value", '{"a":'],
    ["a text that is not closed", '{"a":"b'],
    ["a text that breaks off in an escape", '{"a":"\\'],
    ["a bracket too many", '{"a":1}}'],
    ["two objects", '{"a":1} {"a":2}'],
    ["another end than the beginning", '{"a":[1}}'],
  ])("%s", async (_name, broken) => {
    expect(await read(`{"n":1}\n${broken}\n{"n":2}\n{"n":3}\n`)).toEqual([
      { line: 1, value: { n: 1 } },
      { line: 2, problem: "is not JSON" },
      { line: 3, value: { n: 2 } },
      { line: 4, value: { n: 3 } },
    ]);
  });

  test("not even when it is the first", async () => {
    expect(await read('{"a":\n{"n":1}\n')).toEqual([
      { line: 1, problem: "is not JSON" },
      { line: 2, value: { n: 1 } },
    ]);
  });

  test("bytes that are no UTF-8", async () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}\n{"n":1}')]);
    expect(await read(bytes)).toEqual([
      { line: 1, problem: "is not UTF-8 text" },
      { line: 2, value: { n: 1 } },
    ]);
  });
});

test.each<[string, string, ReadRecord[]]>([
  [
    "an element that is no JSON",
    '[{"a":1},\n{"a":tru},\n{"a":2}]',
    [
      { line: 1, value: { a: 1 } },
      { line: 2, problem: "is not JSON" },
      { line: 3, value: { a: 2 } },
    ],
  ],
  [
    "a comma too many",
    "[1,,\n2,]",
    [
      { line: 1, value: 1 },
      { line: 1, problem: "is missing: a comma stands beside nothing" },
      { line: 2, value: 2 },
      { line: 2, problem: "is missing: a comma stands beside nothing" },
    ],
  ],
  [
    "a list that breaks off within an element",
    '[1,\n{"a":',
    [
      { line: 1, value: 1 },
      { line: 2, problem: "is cut off: the input ends within it" },
    ],
  ],
  [
    "a list that breaks off after a comma",
    "[1,\n",
    [
      { line: 1, value: 1 },
      { line: 2, problem: "the input ends before the list does" },
    ],
  ],
  ["a list that breaks off at once", "[", [{ line: 1, problem: "the input ends before the list does" }]],
  [
    "something after the list",
    "[1]\n[2]\n3",
    [
      { line: 1, value: 1 },
      { line: 2, problem: "follows the end of the list, and was not read" },
    ],
  ],
  ["an object that breaks off", '{\n "a": 1', [{ line: 1, problem: "is cut off: the input ends within it" }]],
])("reports %s", async (_name, input, records) => {
  expect(await read(input, [1])).toEqual(records);
});

test.each([[""], [" \r\n\n"], ["\ufeff"]])("%j is nothing, and not an empty list", async (input) => {
  await expect(read(input)).rejects.toMatchObject({ code: "LM_IMPORT_EMPTY" });
});

test("a record of 64 KB is read, a longer one is refused by its line and costs no other", async () => {
  const record = (bytes: number): string => `{"a":"${"x".repeat(bytes - 8)}"}`;
  const input = [record(65_536), record(65_537), '{"n":1}', record(10_000_000), '{"n":2}'];
  const expected = [
    { line: 2, problem: "must be at most 64 KB" },
    { line: 3, value: { n: 1 } },
    { line: 4, problem: "must be at most 64 KB" },
    { line: 5, value: { n: 2 } },
  ];
  expect((await read(input.join("\n"), [50_000])).slice(1)).toEqual(expected);
  expect((await read(`[${input.join(",\n")}]`, [50_000])).slice(1)).toEqual(expected);
});

test("what a chunk completes is there before the next one is asked for", async () => {
  let asked = 0;
  async function* lines(): AsyncGenerator<Uint8Array> {
    for (; ; asked += 1) yield Buffer.from(`{"n":${asked}}\n{"n":`);
  }
  const records = readRecords(lines());
  expect((await records.next()).value).toEqual([{ line: 1, value: { n: 0 } }]);
  expect(asked).toBe(0);
});

test("of many small ones no more than 500 come together", async () => {
  const records = readRecords(chunksOf(Buffer.from("1\n".repeat(1_200)), [10_000]));
  expect((await allOf(records)).map(({ length }) => length)).toEqual([500, 500, 200]);
});
