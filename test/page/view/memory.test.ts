import { afterEach, expect, test, vi } from "vitest";
import { recall, remember } from "../../../src/page/view/memory.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

function stubStorage(kept?: string): Map<string, string> {
  const items = new Map(kept === undefined ? [] : [["live-metrics", kept]]);
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
  });
  return items;
}

test("the next visit has the columns, in their order, and the switch", () => {
  stubStorage();

  remember({ columns: ["user", "source", "age"], hasLetterKeys: false });

  expect(recall()).toEqual({ columns: ["user", "source", "age"], hasLetterKeys: false });
});

test.each([
  [undefined, {}],
  ["", {}],
  ["[]", {}],
  ["null", {}],
  ["{not json", {}],
  ['{"columns":"user","hasLetterKeys":1}', {}],
  ['{"columns":[]}', {}],
  ['{"columns":["age"]}', {}],
  ['{"columns":["age","user",7,null,"user","gone","age","__proto__"]}', { columns: ["user", "age"] }],
  ['{"columns":{"0":"user"},"hasLetterKeys":false}', { hasLetterKeys: false }],
])("of %j is recalled %j", (kept, recalled) => {
  stubStorage(kept);

  expect(recall()).toEqual(recalled);
});

test("a storage that is shut is nothing kept, and no error", () => {
  const shut = () => {
    throw new DOMException("shut", "SecurityError");
  };
  vi.stubGlobal("localStorage", { getItem: shut, setItem: shut });

  expect(() => remember({ columns: ["user"], hasLetterKeys: true })).not.toThrow();
  expect(recall()).toEqual({});
});
