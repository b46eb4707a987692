import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { transforms, type TransformName } from "../../src/site/transforms/index.ts";
import { exampleContext, type Transform } from "../../src/site/transforms/transform.ts";
import { run } from "./transforms/run.ts";

const folder = resolve(import.meta.dirname, "../../src/site/transforms");

/** Of those that cannot stand alone. */
const someOptions: Partial<Record<TransformName, unknown>> = { enum: { a: "b" }, regex: "(a+)b", url: "path" };

const names = Object.keys(transforms) as TransformName[];

describe("the registry", () => {
  test("lists every file of the folder", async () => {
    const entries = await readdir(folder, { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => entry.name.replace(/\.ts$/, ""));
    expect(names.toSorted()).toEqual(files.filter((name) => name !== "index" && name !== "transform").toSorted());
  });

  for (const [name, { examples }] of Object.entries<Transform>(transforms)) {
    test.each(examples)(`${name} does what its example says: $input`, ({ input, options, gives, ...example }) => {
      expect(run(name as TransformName, input, options, { ...exampleContext, ...example })).toEqual(gives);
    });
  }

  test.each(names)("%s says of a list that it is not text", (name) => {
    expect(run(name, ["a"], someOptions[name])).toEqual({ missing: "is not text" });
  });

  test.each(names)("%s reads or refuses any text in any language, and never throws", (name) => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(...Array.from("0123456789.,:-+ %hmd/€’vorhaceagoyil")) }),
      fc.double().map(String),
    );
    const locale = fc.constantFrom("en-US", "en-GB", "de-DE", "de-CH", "fr-FR", "es-ES", "pl", "ar-EG", "ja");
    fc.assert(
      fc.property(text, locale, (input, locale) => {
        const outcome = run(name, input, someOptions[name], { locale, timeZone: "Europe/Berlin" });
        expect(Object.keys(outcome)).toEqual(["value" in outcome ? "value" : "missing"]);
      }),
    );
  });
});

test("a reason quotes no more of a text than a line can hold", () => {
  expect(run("number", "x".repeat(500))).toEqual({ missing: `“${"x".repeat(60)}…” is not a number` });
});
