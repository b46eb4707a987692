import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keptLiteralsOf } from "../../../src/scrape/bundle/kept-literals.ts";
import { maskAround, maskUrl, noLiterals, withoutTokens, type Literals } from "../../../src/scrape/bundle/masking.ts";
import { addPlace, maskJson, noPlaces } from "../../../src/scrape/bundle/mask-json.ts";
import { createMasker, squeeze } from "../../../src/scrape/bundle/masker.ts";
import { toSavedHtml } from "../../../src/scrape/bundle/saved-html.ts";
import { findUnclean } from "../../../src/scrape/bundle/unclean.ts";
import { policiesOf } from "../../../src/scrape/privacy.ts";
import { noDocuments } from "../../../src/scrape/documents.ts";
import { makeCapture } from "../../support/capture.ts";
import { siteOf } from "../../support/failed-run.ts";

const parts = (...list: string[]): Literals => ({ ...noLiterals, parts: list });
const whole = (...list: string[]): Literals => ({ ...noLiterals, whole: new Set(list) });

test.each<[string, Literals, string]>([
  ["Ada Example, 42", noLiterals, "xxx xxxxxxx, 00"],
  ["ada@example.com", noLiterals, "xxx@xxxxxxx.xxx"],
  ["渡辺 Ünsal", noLiterals, "xx xxxxx"],
  ["Loading Ada…", parts("Loading"), "Loading xxx…"],
  ["LOADING Ada", parts("loading"), "LOADING xxx"],
  ["Canada", parts("a"), "xxxxxx"],
  ["of Ada of", parts("of"), "of xxx of"],
  ["Active", whole("active"), "Active"],
  ["Active Ada", whole("active"), "xxxxxx xxx"],
  ["user-ada", { ...noLiterals, starts: ["user-"] }, "user-xxx"],
  ["ada.csv", { ...noLiterals, ends: [".csv"] }, "xxx.csv"],
  ["7", whole("0"), "9"],
  ["abc", whole("xxx"), "yyy"],
  [
    "Access denied for Ada",
    { ...noLiterals, patterns: [/access denied/i] },
    "Access denied for xxx".replace("for", "xxx"),
  ],
])("%s around %o is %s", (text, literals, masked) => {
  expect(maskAround(text, literals)).toBe(masked);
});

test("no word of three letters or more is left, but for literals", () => {
  const words = fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }), { maxLength: 8 });
  fc.assert(
    fc.property(words, fc.array(fc.string({ minLength: 1, maxLength: 6 }), { maxLength: 3 }), (texts, kept) => {
      const text = texts.join(" ");
      const masked = maskAround(text, { ...noLiterals, parts: kept, starts: kept, ends: kept });
      for (const [word] of text.matchAll(/[\p{L}\p{M}]{3,}/gu)) {
        const isKept = kept.some((literal) => word.toLowerCase().includes(literal.toLowerCase()));
        if (isKept || /^[xyzq]+$/i.test(word)) continue;
        const left = masked.match(/[\p{L}\p{M}]{3,}/gu) ?? [];
        expect(left).not.toContain(word);
      }
    }),
    { numRuns: 500 },
  );
});

describe("an address", () => {
  const known = new Set(["people", "page"]);
  test.each([
    [
      "https://app.example.com/people/ada?page=2&q=ada%40example.com#ada",
      "https://app.example.com/people/xxx?page=0&x=xxx@xxxxxxx.xxx#xxx",
    ],
    ["https://ada:secret@app.example.com/", "https://app.example.com/"],
    ["https://sso.example.com/auth/sign-in?user=ada", "https://sso.example.com/auth/sign-in?xxxx=xxx"],
    ["mailto:ada@example.com", "xxxxxx:xxx@xxxxxxx.xxx"],
    ["people of Ada", "xxxxxx xx xxx"],
  ])("%s is masked to %s", (address, masked) => {
    expect(maskUrl(address, known)).toBe(masked);
  });

  test.each([
    ["https://ada:pw@app.example.com/users?page=2", "https://app.example.com/users?page=2"],
    ["https://app.example.com/?api_key=abc123&tab=all", "https://app.example.com/?api_key=xxx000&tab=all"],
    ["https://app.example.com/?t=eyJhbGciOiJIUzI1NiJ9abc", "https://app.example.com/?t=xxxxxxxxxxxxxxx0xxx0xxx"],
  ])("%s opens nothing as %s", (address, shared) => {
    expect(withoutTokens(address)).toBe(shared);
  });
});

describe("JSON", () => {
  const always = (): boolean => true;

  test("keeps its structure, the keys that a site reads and the values of kept fields", () => {
    const places = noPlaces();
    const items = addPlace(places, "data.users");
    items.items = noPlaces();
    addPlace(items.items, "plan.name").isKept = true;
    addPlace(items.items, "mail");
    const value = {
      data: { users: [{ mail: "ada@example.com", plan: { name: "Pro", owner: "Ada" }, age: 42, on: true, off: null }] },
      ada: 1,
      bob: 2,
    };
    expect(maskJson(value, places, always)).toEqual({
      data: { users: [{ mail: "xxx@xxxxxxx.xxx", plan: { name: "Pro", xxxxx: "xxx" }, xxx: 0, xx: true, xxx_: null }] },
      xxx: 0,
      xxx_: 0,
    });
  });

  test("masks a kept value in which something stands that is not kept", () => {
    const places = noPlaces();
    addPlace(places, "note").isKept = true;
    expect(maskJson({ note: ["by Ada", 3] }, places, (text) => !text.includes("Ada"))).toEqual({ note: ["xx xxx", 0] });
  });
});

describe("what selectors of a site ask for", () => {
  const literals = keptLiteralsOf(
    siteOf({
      rows: ['tr.user:not([data-kind="bot"])', "//tr[contains(@data-row, 'person')]"],
      empty: { hasText: "No people" },
      walls: { blocked: { role: "heading", name: "Keep out" } },
      fields: {
        userId: { attribute: "href", of: '#list a[href^="/people/"]' },
        company: { column: "Works at" },
        userName: { matches: ".is-active:nth-child(2 of .shown)" },
        lastAction: { metaTag: "last-action" },
      },
    }),
  );
  const masker = createMasker({
    literals,
    keptTexts: new Set([squeeze("Example Co")]),
    jsonTexts: new Map(),
    segments: new Set(),
    isClean: (text) => !text.includes("ada"),
  });
  const div = { tag: "div", attributes: [] };

  test.each([
    ["class", "user ada-row is-active shown", "user xxx-xxx is-active shown"],
    ["class", "ada-skeleton", "xxx-skeleton"],
    ["id", "list", "list"],
    ["id", "ada", "xxx"],
    ["href", "/people/ada", "/people/xxx"],
    ["data-kind", "bot", "bot"],
    ["data-kind", "boss", "xxxx"],
    ["data-row", "person-ada", "person-xxx"],
    ["name", "last-action", "last-action"],
    ["aria-label", "Keep out", "Keep out"],
    ["title", "Example Co", "Example Co"],
    ["role", "row", "row"],
    ["role", "ada", "xxx"],
    ["colspan", "2", "2"],
    ["lang", "de-DE", "de-DE"],
    ["lang", "ada", "xxx"],
    ["style", "background: url(/ada)", undefined],
    ["data-ada", "1", undefined],
  ])("%s=%s stays %s", (name, value, masked) => {
    expect(masker.attribute(div, name, value)).toBe(masked);
  });

  test.each([
    ["No people here, Ada", "No people xxxx, xxx"],
    ["Something went wrong, Ada", "Something went wrong, xxx"],
  ])("text “%s” stays “%s”", (text, masked) => {
    expect(masker.text(text)).toBe(masked);
  });

  test("headers and kept texts stay whole, also in pieces", () => {
    expect(masker.keepsWhole("Works at ▲")).toBe(true);
    expect(masker.keepsWhole("Example\n Co")).toBe(true);
    expect(masker.keepsWhole("Example")).toBe(false);
  });

  test("a kept text is kept without what is hidden in it", () => {
    const root = {
      tag: "td",
      attributes: [],
      children: ["Example ", { tag: "b", attributes: [], children: ["Co"] }, hidden("Ada"), { comment: "Ada" }],
    };
    expect(toSavedHtml({ doctype: undefined, root }, masker)).toBe("<td>Example <b>Co</b><i hidden>xxx</i></td>\n");
  });

  test("a sentence is masked where it quotes the page", () => {
    expect(
      masker.sentence(`https://app.example.com/ada (“Ada's page”, status 200) still shows <div id="ada">. Wait.`),
    ).toBe(`https://app.example.com/xxx (“xxx'x xxxx”, status 200) still shows <div id="xxx">. Wait.`);
  });
});

function hidden(text: string): { tag: string; attributes: [string, string][]; children: string[] } {
  return { tag: "i", attributes: [["hidden", ""]], children: [text] };
}

describe("a kept text", () => {
  const people = siteOf({
    rows: "li",
    fields: {
      userId: { attribute: "href", privacy: "hash" },
      userName: { text: ".name", privacy: "mask" },
      lastAction: ".last",
    },
  });
  const rows = [
    ["/people/ada?tab=1", "ada", ""],
    ["/people/17", "Bo Example", ""],
  ];
  const reading = { capture: makeCapture({ rows }), documents: noDocuments };
  const isClean = findUnclean([reading], people, policiesOf(people));

  test.each([
    ["opened a report", true],
    ["thanked by ADA", false],
    ["thanked Bo  Example.", false],
    ["Example", false],
    ["Example Co", true],
    ["17", false],
    ["17 reports", true],
    ["", true],
  ])("“%s” is free of what is not kept: %s", (text, clean) => {
    expect(isClean(text)).toBe(clean);
  });
});
