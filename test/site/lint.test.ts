import { describe, expect, test } from "vitest";
import { idsIn, lintSelector, lintSite, selectorsOf } from "../../src/site/lint.ts";
import { selector } from "../../src/site/selector.ts";
import { site } from "../../src/site/schema.ts";

function lint(written: unknown): string[] {
  return lintSelector(selector.parse(written));
}

const madeUp: [maker: string, names: string[]][] = [
  ["Emotion", ["css-1x2y3z", "css-1dbjc4n", "css-175oi2r", "css-8atqhb", "css-1q2w3e4-Button", "css-0a9bc8-root"]],
  ["styled-components", ["sc-bdVaJa", "sc-gsnTZi", "sc-dkzDqf", "sc-1h2k3j4-0", "sc-7be6d9a3-1", "sc-eqUAAy"]],
  ["JSS", ["jss12", "jss104", "makeStyles-root-12", "MuiButton-root-15", "Header-title-3"]],
  ["styled-jsx", ["jsx-123456789", "jsx-3921841243"]],
  ["Svelte", ["svelte-1a2b3c", "svelte-1xyz9ab"]],
  ["Astro", ["astro-J7PV25F6", "astro-3ef6ksr2"]],
  ["Angular", ["ng-tns-c12-3", "ng-tns-c3508842138-0"]],
  ["React Native for Web", ["r-1adg3ll", "r-1d2f490", "r-18u37iz"]],
  ["StyleX", ["x1lliihq", "x78zum5", "xdt5ytf", "x193iq5w"]],
  ["CSS Modules", ["_button_1x2y3_1", "_user-name_ghq8x_12", "_row_abcde_7"]],
  [
    "CSS Modules",
    [
      "Button_root__3kxyZ",
      "styles_userName__Ab1cd",
      "styles-module__root--3kd9x",
      "home--2fGh1",
      "index-module--row--1a2b3",
    ],
  ],
  ["vanilla-extract", ["_1a2b3c0", "_1abcd20"]],
  ["a minifier", ["kDwvPl", "yuRUbf", "LC20lb", "bdVaJa"]],
];
for (const [maker, names] of madeUp)
  test.each(names)(`.%s is known as made up by ${maker}`, (name) => {
    expect(lint(`.${name}`)).toEqual([
      `hangs on the class ${name}, which ${maker} makes up anew with a release of the app: use a class that a person named, a data-testid or data-… attribute, a role or a column`,
    ]);
  });

const innocent = [
  ".mw-userlink",
  ".mw-userlink bdi",
  ".btn-2",
  ".col-md-6",
  ".col-xs-12",
  "tr.user-row",
  ".is-active",
  ".md5",
  ".h1",
  "h1",
  ".userName",
  ".isMyTab",
  ".iOSApp",
  ".card__title",
  ".card__title--large",
  ".nav__item2",
  ".button--primary",
  ".theme--dark2",
  ".user_name",
  ".col_12",
  ".step_2of3",
  ".MuiButton-root",
  ".ant-table-row-level-0",
  ".fa-user",
  ".text-2xl",
  ".mt-4",
  ".w-1\\/2",
  ".css-grid",
  ".css-table",
  ".css-transitions",
  ".sc-button",
  ".r-header",
  ".xlarge",
  ".x-grid3-row",
  ".js-user-42",
  ".svelte-app",
  ".ng-star-inserted",
  ".v-data-table__tr",
  ".el-table__row",
  ".k-grid-content",
  ".oauth2",
  ".i18n",
  ".a11y-label",
  ".dataTables_wrapper",
  ".sorting_1",
  ".ui-sortable",
  ".tablesorter-headerAsc",
  ".notion-page",
  ".GridRow",
  ".DataTable-cell",
  "#users",
  "#panel-2",
  "#loggedas",
  "#mw-content-text ul li",
  "[data-testid=user-name]",
  "[data-id='42']",
  "tr:nth-child(n+2)",
  "tr:nth-child(odd)",
  "li:nth-child(2)",
  "#a > ul > li > a",
];
test.each(innocent)("%s is left in peace", (written) => {
  expect(lint(written)).toEqual([]);
});

test.each([
  ["#ember12 a", "ember12", "Ember"],
  ["#\\:r1\\:", ":r1:", "React"],
  ["[id='radix-:r1a:-content']", "radix-:r1a:-content", "React"],
  ["#react-select-2-input", "react-select-2-input", "React Select"],
  ["#headlessui-menu-button-1", "headlessui-menu-button-1", "a UI library"],
  ["#mat-input-3", "mat-input-3", "a UI library"],
  ["#ctl00_Main_Grid", "ctl00_Main_Grid", "a UI library"],
  ["#u-0b5f3c1e-7d3e-4a0b-9f6e-0d5a2f1c9b11", "u-0b5f3c1e-7d3e-4a0b-9f6e-0d5a2f1c9b11", "a library (it is a UUID)"],
  ["#user-10482", "user-10482", "a program"],
])("%s hangs on an id that differs from visit to visit", (written, id, maker) => {
  expect(lint(written)).toEqual([
    `hangs on the id ${id}, which ${maker} numbers anew from visit to visit: use a class that a person named, a data-testid or data-… attribute, a role or a column`,
  ]);
});

describe("a way that is counted", () => {
  test.each([
    ["div:nth-child(2) > span:nth-of-type(3)", /^counts its way through the page \(:nth-child, :nth-of-type\)/],
    ["tr:nth-child(n+2) td:nth-child(3)", /^counts its way through the page/],
    ["td:nth-child(3)", /^counts cells: .* \{ column: <text of the header> \}/],
    ["#app > div > div > main > ul > li", /^goes down 5 steps of “>”, as DevTools copies it/],
    ["/html/body/div[3]/div[2]/span", /^counts its way through the page \(\[3\] \[2\]\)/],
    ["./div[last()]/a", /^counts its way through the page \(\[last\(\)\]\)/],
    ["./td[2]", /^counts cells/],
    ["./td[2]/a", /^counts cells/],
    [":is(.a, div:nth-child(2) p:nth-child(1))", /^counts its way through the page/],
    [{ css: ".x", within: ".css-1x2y3z" }, /^hangs on the class css-1x2y3z, which Emotion/],
    ["[_ngcontent-abc-c12]", /^hangs on the attribute _ngcontent-abc-c12, which Angular/],
    ["[data-v-7ba5bd90]", /^hangs on the attribute data-v-7ba5bd90, which Vue/],
  ])("%j breaks with the next change of the page", (written, message) => {
    expect(lint(written)).toEqual([expect.stringMatching(message)]);
  });

  test("by what things are called is none", () => {
    expect(["./div[@class='name']", './/a[text()="2"]', { role: "row" }, { hasText: "Ada" }].flatMap(lint)).toEqual([]);
  });
});

const everywhere = site.parse({
  version: 1,
  rows: [".css-1x2y3z", ".user"],
  empty: ".empty",
  ready: { selector: ".ready", gone: ".gone" },
  claims: { text: ".total" },
  walls: { login: ".sign-in" },
  pages: { next: ".next" },
  data: { embedded: "script#data", by: "id" },
  steps: [{ clickIfPresent: ".cookies" }, { type: { into: ".search", text: "a" } }],
  fields: {
    userId: { attribute: "data-id" },
    userName: [".css-9z8y7x", { column: "Name", text: ".inner" }],
    email: { join: "{a}@{b}", parts: { a: ".a", b: { text: ".b", before: ".day" } } },
    isActive: { matches: ".on" },
  },
});

test("every selector of a selector file is looked at, wherever it stands", () => {
  const seen = selectorsOf(everywhere).map(
    ({ place, selector }) => `${place} ${selector.type === "css" ? selector.css : ""}`,
  );
  expect(seen).toEqual([
    "rows .css-1x2y3z",
    "rows .user",
    "fields.userName .css-9z8y7x",
    "fields.userName .inner",
    "fields.email .a",
    "fields.email .day",
    "fields.email .b",
    "fields.isActive .on",
    "data script#data",
    "empty .empty",
    "claims .total",
    "ready .ready",
    "ready .gone",
    "pages .next",
    "walls .sign-in",
    "steps .cookies",
    "steps .search",
  ]);
});

test("a finding says where in the selector file it stands", () => {
  expect(lintSite(everywhere).map(({ place, selector }) => [place, selector])).toEqual([
    ["rows", ".css-1x2y3z"],
    ["fields.userName", ".css-9z8y7x"],
  ]);
});

test("the ids that a selector names are known", () => {
  expect(idsIn(selector.parse("#users .name, :not(#other) a"))).toEqual(["users", "other"]);
});
