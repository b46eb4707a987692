import { describe, expect, test } from "vitest";
import { relax } from "../../src/scrape/relax.ts";
import { selector } from "../../src/site/selector.ts";

function looser(written: unknown): string[] {
  return relax(selector.parse(written)).map(({ text }) => text);
}

describe("a selector is relaxed", () => {
  const cases: [written: unknown, looser: string[]][] = [
    ["td.name.active", ["td.active", "td.name", ".name.active"]],
    [".user-name", ['[class*="name" i]', '[class*="user" i]']],
    [".userName", ['[class*="Name" i]', '[class*="user" i]']],
    ["#users", ['[id*="user" i]']],
    ["[data-testid=user-name]", ["[data-testid]"]],
    [".card .name", [".name", '.card [class*="name" i]', '[class*="card" i] .name', '[class*="name" i]']],
    [".card > .info > b", [".info > b", ".card > b"]],
    ["b", []],
    ["*", []],
    [":scope", []],
    ["./div[3]/td[2]", ["./div/td", "./div[3]/td", ".//td[2]", ".//td"]],
    [{ role: "link", name: "Ada" }, ["role link"]],
    [{ css: "b", hasText: "Ada" }, ["b", "the text “Ada”"]],
    [{ css: ".a", visible: true }, [".a, hidden,"]],
    [".host >>> .a", [".a"]],
    [".a, .b", []],
  ];
  test.each(cases)("%j, nearest first", (written, expected) => {
    expect(looser(written)).toEqual(expect.arrayContaining(expected));
    expect(looser(written).filter((text) => expected.includes(text))).toEqual(
      expected.toSorted((a, b) => looser(written).indexOf(a) - looser(written).indexOf(b)),
    );
    if (expected.length === 0) expect(looser(written)).toEqual([]);
  });

  test("into what asks for one thing less before what merely sounds alike", () => {
    expect(looser(".card .user-name")[0]).toBe(".user-name");
    expect(looser("td.name.active").slice(0, 3)).toEqual([".name.active", "td.active", "td.name"]);
  });

  test("into so many at most", () => {
    expect(looser(".a-one-two-three.b-four-five-six .c-seven-eight-nine.d-ten-eleven-twelve").length).toBe(16);
  });
});

test.each([
  [".user-name", "wide name-cell username", ".username"],
  [".user-name", "col name", ".name"],
  [".css-1x2y3z .name", "a names", ".css-1x2y3z .names"],
  ["#user-list", "users", "#users"],
  ["[data-testid=user-name]", "name", '[data-testid="name"]'],
])("%s is named after what was found: %s", (written, value, named) => {
  const alike = relax(selector.parse(written)).flatMap((one) => (one.alike ? [one.alike.toText(value)] : []));
  expect(alike).toContain(named);
});
