import { afterAll, describe, expect, test } from "vitest";
import type { Tab } from "../../src/browser/tab.ts";
import type { Capture, CapturePlan, Raw } from "../../src/scrape/in-page.ts";
import { capturePage } from "../../src/scrape/page-tasks.ts";
import { toCapturePlan } from "../../src/scrape/plan.ts";
import { site } from "../../src/site/schema.ts";
import { openPageServer } from "../support/page-server.ts";
import { openTestBrowser } from "../support/test-browser.ts";

const browser = openTestBrowser();
afterAll(() => browser.close());

type Pages = Parameters<typeof openPageServer>[0];

async function onPage<T>(content: Pages, work: (tab: Tab) => Promise<T>): Promise<T> {
  await using server = await openPageServer(content);
  return await browser.withTab(
    async (tab) => {
      await tab.goto(server.url);
      return await work(tab);
    },
    { signal: new AbortController().signal, deadlineMs: 30_000, block: true },
  );
}

/** A site whose rows are `.row` where nothing else is said. */
function toPlan(written: object, given: Partial<CapturePlan> = {}): CapturePlan {
  const whole = { version: 1, rows: ".row", fields: { userId: { attribute: "data-id" } }, ...written };
  return { ...toCapturePlan(site.parse(whole)), ...given };
}

function capture(content: Pages, written: object = {}, given: Partial<CapturePlan> = {}): Promise<Capture> {
  return onPage(content, (tab) => capturePage(tab, toPlan(written, given)));
}

/** What one field gives in each row; `null` where nothing matched. */
async function cells(html: string, company: unknown, rows: unknown = ".row"): Promise<Raw[]> {
  const fields = { userId: { attribute: "data-id" }, company };
  const captured = await capture(html, { rows, fields, ready: { rows: 0, timeout: "0s" } });
  return captured.rows.map(([, cell]) => (typeof cell === "string" ? cell.replaceAll(/\s+/g, " ").trim() : cell!));
}

/** What one field gives that is the same for all rows. */
async function onePage(html: Pages, company: unknown): Promise<Raw> {
  const captured = await capture(html, {
    fields: { userId: { attribute: "data-id" }, company },
    ready: { timeout: "0s" },
  });
  return captured.page[0]!;
}

describe("a field is found by", () => {
  const row = `<div class=row data-id=1><p class="name first">Ada</p><p class=name>Example</p><a href="/ada">Profile</a></div>`;

  test.each<[string, unknown, Raw]>([
    ["CSS, the first match", ".name", "Ada"],
    ["CSS of the row itself", ":scope", "Ada Example Profile"],
    ["XPath", "./p[2]", "Example"],
    ["XPath of an attribute", ".//a/@href", "/ada"],
    ["XPath of a text", "./p[1]/text()", "Ada"],
    ["XPath that finds nothing", "./p[3]", null],
    ["the text that it shows, in any case", { hasText: "profile" }, "Profile"],
    ["CSS and text", { css: "p", hasText: "exam" }, "Example"],
    ["CSS and a text that is not there", { css: "p", hasText: "Bo" }, null],
    ["role", { role: "link" }, "Profile"],
    ["role and name", { role: "link", name: "Profile" }, "Profile"],
    ["role and another name", { role: "link", name: "Prof" }, null],
  ])("%s", async (_name, selector, expected) => {
    expect(await cells(row, selector)).toEqual([expected]);
  });

  test("the innermost element that shows a text, across tags and blocks, and never by a script", async () => {
    const html = `<div class=row data-id=1><script>"Log in"</script><div><section><b>Log</b> <i>in</i></section><p>Lo<br>gin</p></div></div>`;
    expect(await cells(html, { attribute: "class", of: { hasText: "log in" } })).toEqual([false]);
    expect(await cells(html, { html: { hasText: "Log in" } })).toEqual(["<b>Log</b> <i>in</i>"]);
  });

  test("what can be seen, where the rest is left out", async () => {
    const html = `<div class=row data-id=1><b style="display:none">mobile</b><b style="visibility:hidden">ghost</b><b>desktop</b></div>`;
    expect(await cells(html, "b")).toEqual(["mobile"]);
    expect(await cells(html, { css: "b", visible: true })).toEqual(["desktop"]);
  });

  test("a way through open shadow roots, one in another", async () => {
    const html = `<div class=row data-id=1>1 <x-card></x-card></div><script>
      const outer = document.querySelector("x-card").attachShadow({ mode: "open" });
      outer.innerHTML = "<p>outer</p><x-name></x-name>";
      outer.querySelector("x-name").attachShadow({ mode: "open" }).innerHTML = "<b>Ada</b>";
    </script>`;
    expect(await cells(html, "b")).toEqual([null]);
    expect(await cells(html, "x-card >>> b")).toEqual(["Ada"]);
    expect(await cells(html, ">>> b")).toEqual(["Ada"]);
    expect(await cells(html, { within: "x-card", css: "p" })).toEqual(["outer"]);
    expect(await cells(html, { within: "x-card", hasText: "ada" })).toEqual(["Ada"]);
  });

  test("what is inside of a row that hosts a shadow root", async () => {
    const html = `<x-row class=row data-id=1></x-row><x-row class=row data-id=2></x-row><script>
      for (const host of document.querySelectorAll("x-row"))
        host.attachShadow({ mode: "open" }).innerHTML = "<b>" + host.dataset.id + "</b>";
    </script>`;
    expect(await cells(html, ">>> b")).toEqual(["1", "2"]);
  });

  test("its place in a frame of the same origin, where the rows may be too", async () => {
    const framed = `<iframe srcdoc="<div class=row data-id=1><b>Ada</b></div><div class=row data-id=2><b>Bo</b></div>"></iframe>`;
    const written = { rows: "iframe >>> .row", fields: { userId: { attribute: "data-id" }, userName: "b" } };
    expect((await capture(framed, written)).rows).toEqual([
      ["1", "Ada"],
      ["2", "Bo"],
    ]);
  });
});

describe("text", () => {
  test.each([
    ["<p>Ada</p><p>Example</p>", "Ada Example"],
    ["Ada<br>Example", "Ada Example"],
    ["A<b>d</b>a", "Ada"],
    ["Ada<script>x()</script><style>b{}</style><template>t</template>", "Ada"],
    ["Ada<span hidden>secret</span>", "Ada"],
    ["<span>Ada &amp; Co</span>", "Ada & Co"],
    ["<select><option>One</option><option>Two</option></select>", "One Two"],
  ])("of %s is %j", async (html, expected) => {
    expect(await cells(`<div class=row data-id=1>${html}</div>`, ":scope")).toEqual([expected]);
  });
});

describe("what is taken of an element", () => {
  const row = `<div class="row on" data-id=1><input type=checkbox checked value=yes><a class=x>1</a><a class=x title="">2</a></div>`;

  test.each<[string, unknown, Raw]>([
    ["an attribute", { attribute: "value", of: "input" }, "yes"],
    ["an empty attribute", { attribute: "title", of: "a[title]" }, ""],
    ["no attribute", { attribute: "title", of: "a" }, false],
    ["an attribute of nothing", { attribute: "title", of: "b" }, null],
    ["a property", { property: "checked", of: "input" }, "true"],
    ["no property", { property: "nonsense", of: "input" }, false],
    ["a property that is no text", { property: "parentNode", of: "input" }, false],
    ["HTML", { html: "a" }, "1"],
    ["a count", { count: ".x" }, "2"],
    ["a count of nothing", { count: ".y" }, "0"],
    ["an existence", { exists: ".x" }, "true"],
    ["no existence", { exists: ".y" }, "false"],
    ["a match", { matches: ".on" }, "true"],
    ["no match", { matches: ".off" }, "false"],
    ["too many matches", { text: ".x", cardinality: 1 }, { fault: "matched 2, not 1" }],
    ["too few matches", { text: ".y", cardinality: "1.." }, { fault: "matched 0, not at least 1" }],
    ["a number outside of a range", { count: ".x", cardinality: "0..1" }, { fault: "matched 2, not 0 to 1" }],
    ["the right number of matches", { text: ".x", cardinality: 2 }, "1"],
    ["none where none need be", { text: ".y", cardinality: "0..1" }, null],
  ])("may be %s", async (_name, field, expected) => {
    expect(await cells(row, field)).toEqual([expected]);
  });
});

test("the first frame of another origin that is to be seen is known where there are no rows", async () => {
  await using other = await openPageServer("<p class=row data-id=1>");
  const frames = `<iframe src="/own"></iframe><iframe src="http://127.0.0.1:9/dot" width=1 height=1></iframe>
    <iframe src="http://127.0.0.1:9/hidden" hidden></iframe><iframe srcdoc="x"></iframe><iframe src="${other.url}users"></iframe>`;
  const frameOf = async (html: string) => (await capture(html, { ready: { timeout: "0s" } })).foreignFrame;
  expect(await frameOf(frames)).toBe(other.origin);
  expect(await frameOf(`<p class=row data-id=1></p>${frames}`)).toBeUndefined();
});

describe("the cell of a column", () => {
  const table = (head: string, body: string): string => `<table>${head}<tbody>${body}</tbody></table>`;
  const views = (html: string, rows = "tbody tr"): Promise<Raw[]> => cells(html, { column: "Views" }, rows);

  test("is that below the header with this text, whatever else the header shows", async () => {
    const head = `<thead><tr><th>User<th> views <span>▲</span><th>Org</thead>`;
    expect(await views(table(head, "<tr><td>Ada<td>3<td>X<tr><td>Bo<td>5<td>Y"))).toEqual(["3", "5"]);
  });

  test("is found without a thead by the first row", async () => {
    const html = "<table><tr><td>User<td>Views<tr class=row><td>Ada<td>3<tr class=row><td>Bo<td>5</table>";
    expect(await views(html, ".row")).toEqual(["3", "5"]);
  });

  test("is found where cells and headers span columns and rows", async () => {
    const head = `<thead><tr><th rowspan=2>User<th colspan=2>Today<th rowspan=2>Org<tr><th>Clicks<th>Views</thead>`;
    const body = `<tr><td rowspan=2>Ada<td>1<td>3<td>X<tr><td>2<td>5<td>Y<tr><td>Bo<td colspan=2>none<td>Z`;
    expect(await views(table(head, body))).toEqual(["3", "5", "none"]);
    expect(await cells(table(head, body), { column: "Org" }, "tbody tr")).toEqual(["X", "Y", "Z"]);
    expect(await cells(table(head, body), { column: "Today" }, "tbody tr")).toEqual([null, null, null]);
  });

  test("does not reach down out of its tbody", async () => {
    const html = `<table><thead><tr><th>User<th>Views</thead><tbody><tr><td rowspan=0>Ada<td>3<tr><td>4</tbody><tbody><tr><td>Bo<td>5</tbody></table>`;
    expect(await views(html)).toEqual(["3", "4", "5"]);
  });

  test("is that of the row's own table, and a table in a cell is a part of it", async () => {
    const head = `<thead><tr><th>User<th>Views</thead>`;
    const inner = "<table><tr><th>Views<th>x<tr><td>99<td>98</table>";
    expect(await views(table(head, `<tr class=row><td>${inner}<td>3`), ".row")).toEqual(["3"]);
  });

  test("is a fault where a row has too few cells to tell, never a shifted value", async () => {
    const head = `<thead><tr><th>User<th>Views<th>Org</thead>`;
    expect(await views(table(head, "<tr><td>Ada<td>3<td>X<tr><td>Bo<td>Y"))).toEqual([
      "3",
      { fault: "cannot be told apart: the row has 2 cells under 3 headers" },
    ]);
  });

  test("is a fault in the header row itself, which is then named as such", async () => {
    const fault = "is not below its header: this looks like the header row; name “rows” a selector without it";
    expect(await views(table("", "<tr class=row><th>Views<tr class=row><td>3"), ".row")).toEqual([{ fault }, "3"]);
    const bar = "<div role=row class=row><b role=columnheader>Views</b></div>";
    expect(await views(`<div role=grid>${bar}</div>`, ".row")).toEqual([{ fault }]);
  });

  test("is a fault where two headers have the name, and where there is no table", async () => {
    const head = `<thead><tr><th>Views<th>Views</thead>`;
    expect(await views(table(head, "<tr><td>1<td>2"))).toEqual([{ fault: "stands over 2 columns" }]);
    expect(await views("<p class=row>Ada</p>", ".row")).toEqual([{ fault: "stands in no table" }]);
  });

  test("is found by a header without its icons, unless they are all that it shows", async () => {
    const icon = "<svg><title>Sort</title></svg><i aria-hidden=true>swap_vert</i>";
    const head = `<thead><tr><th>User ${icon}<th><b>Views</b>${icon}</thead>`;
    expect(await views(table(head, "<tr><td>Ada<td>3"))).toEqual(["3"]);
    const bare = "<thead><tr><th>User<th><svg><title>Views</title></svg></thead>";
    expect(await views(table(bare, "<tr><td>Ada<td>3"))).toEqual(["3"]);
  });

  test("is nothing where no header has the name, and the headers that are there are known", async () => {
    const columnsOf = async (html: string) => {
      const fields = { userId: { attribute: "data-id" }, company: { column: "Views" } };
      const captured = await capture(html, { rows: "tr[data-id]", fields });
      return [captured.rows, captured.columns];
    };
    const head = "<thead><tr><th>User<th>Org <svg><title>Sort</title></svg></thead>";
    expect(await columnsOf(table(head, "<tr data-id=1><td>Ada<td>X"))).toEqual([
      [["1", null]],
      { absent: ["Views"], headers: ["User", "Org"] },
    ]);
    // The first row of a table without headers may well be a user.
    expect(await columnsOf("<table><tr><td>Bo<td>Y<tr data-id=1><td>Ada<td>X</table>")).toEqual([
      [["1", null]],
      { absent: ["Views"], headers: [] },
    ]);
  });

  const grid = (head: string, ...rows: string[]): string =>
    `<div role=grid><div role=row>${head}</div>${rows.map((row) => `<div role=row class=row>${row}</div>`).join("")}</div>`;

  test("is found in an ARIA grid by its place", async () => {
    const head = "<b role=columnheader>User</b><b role=columnheader>Views</b>";
    const html = grid(head, "<i role=rowheader>Ada</i><i role=gridcell>3</i>", "<i role=gridcell>4</i>");
    expect(await views(html, ".row")).toEqual([
      "3",
      { fault: "cannot be told apart: the row has 1 cell under 2 headers" },
    ]);
  });

  test("is found in an ARIA grid by its number, and is nothing where it is not drawn", async () => {
    const head = `<b role=columnheader aria-colindex=4>Org</b><b role=columnheader aria-colindex=7>Views</b>`;
    const html = grid(
      head,
      `<i role=gridcell aria-colindex=7>3</i><i role=gridcell aria-colindex=4>X</i>`,
      `<i role=gridcell aria-colindex=4>Y</i><i role=gridcell aria-colindex=5>Z</i>`,
    );
    expect(await views(html, ".row")).toEqual(["3", null]);
  });
});

describe("what stands around a row", () => {
  test("is the next sibling that matches, before the next row", async () => {
    const html = `<dl><dt class=row data-id=1>Ada<dd>One<dd class=x>X<dt class=row data-id=2>Bo<dt class=row data-id=3>Cy<dd>Three</dl>`;
    expect(await cells(html, { sibling: "dd" })).toEqual(["One", null, "Three"]);
    expect(await cells(html, { sibling: { css: "dd", hasText: "x" } })).toEqual(["X", null, null]);
  });

  test("is a row of details below it", async () => {
    const html = `<table><tr class=row data-id=1><td>Ada<tr class=details><td><b>One</b><tr class=row data-id=2><td>Bo</table>`;
    expect(await cells(html, { sibling: "tr.details", text: "b" })).toEqual(["One", null]);
  });

  test("is the nearest heading before it", async () => {
    const html = `<p class=row data-id=0>-</p><h2>Monday</h2><div><p class=row data-id=1>Ada</p></div><p class=row data-id=2>Bo</p><h2>Tuesday</h2><p class=row data-id=3>Cy</p>`;
    expect(await cells(html, { before: "h2" })).toEqual([null, "Monday", "Monday", "Tuesday"]);
  });

  test("is the page", async () => {
    const html = `<html lang=de class=dark><header>Example Co</header><p class=row data-id=1>Ada`;
    expect(await onePage(html, { text: "header", on: "page" })).toBe("Example Co");
    expect(await onePage(html, { attribute: "lang", of: "html", on: "page" })).toBe("de");
    expect(await onePage(html, { attribute: "class", on: "page" })).toBe("dark");
    expect(await onePage(html, { attribute: "class", of: ":scope", on: "page" })).toBe("dark");
    expect(await onePage(html, { matches: ".dark", on: "page" })).toBe("true");
  });
});

describe("beside its elements a page has", () => {
  test.each<[string, string, unknown, Raw]>([
    ["a cookie", `<script>document.cookie = "org=Example%20Co=1"</script>`, { cookie: "org" }, "Example Co=1"],
    ["a cookie that is not encoded", `<script>document.cookie = "org=50%"</script>`, { cookie: "org" }, "50%"],
    ["no cookie", "", { cookie: "nothing" }, null],
    ["a meta tag", `<meta property="og:site_name" content="Example Co">`, { metaTag: "og:site_name" }, "Example Co"],
    ["an empty meta tag", "<meta name=org>", { metaTag: "org" }, false],
    ["no meta tag", "", { metaTag: "org" }, null],
    ["JSON", `<script type=application/json id=s>{"a":1}</script>`, { embedded: "#s" }, '{"a":1}'],
    ["no JSON", "", { embedded: "#s" }, null],
    ["a local storage", `<script>localStorage.setItem("k", " v ")</script>`, { localStorage: "k" }, " v "],
    ["a session storage", `<script>sessionStorage.setItem("k", "v")</script>`, { sessionStorage: "k" }, "v"],
    ["no key in its storage", "", { localStorage: "nothing" }, null],
    ["a title", "<title>Users</title>", { page: "title" }, "Users"],
    ["a visibility", "", { page: "visibility" }, "visible"],
  ])("%s", async (_name, html, field, expected) => {
    expect(await onePage(`${html}<p class=row data-id=1>Ada`, field)).toBe(expected);
  });
});

describe("a page cannot change what is read", () => {
  test("by replacing what scripts are made of", async () => {
    const html = `<p class=row data-id=1><b>Ada</b></p><script>
      Array.prototype.map = () => ["forged"];
      Element.prototype.querySelector = Element.prototype.querySelectorAll = () => null;
      Element.prototype.getAttribute = () => "forged";
      JSON.parse = JSON.stringify = () => "forged";
      Object.defineProperty(Node.prototype, "textContent", { get: () => "forged" });
      Function.prototype.call = () => "forged";
    </script>`;
    expect(await cells(html, "b")).toEqual(["Ada"]);
  });

  test("by forms whose inputs have the names of methods", async () => {
    const names = [
      "querySelector",
      "querySelectorAll",
      "getAttribute",
      "children",
      "textContent",
      "parentNode",
      "matches",
      "firstElementChild",
      "nodeType",
      "shadowRoot",
    ];
    const inputs = names.map((name) => `<input name=${name}>`).join("");
    const html = `<form class=row data-id=1><b>Ada</b>${inputs}</form><form class=row data-id=2><b>Bo</b>${inputs}</form>`;
    expect(await cells(html, "b")).toEqual(["Ada", "Bo"]);
    expect(await cells(html, { hasText: "bo" })).toEqual([null, "Bo"]);
    expect(await cells(html, { exists: { role: "textbox" } })).toEqual(["true", "true"]);
  });

  test("by images and forms that hide what a document has", async () => {
    const html = `<title>Users</title><img name=documentElement><img name=querySelectorAll><form name=title></form><img name=cookie><img name=readyState><p class=row data-id=1>Ada`;
    expect(await onePage(html, { page: "title" })).toBe("Users");
    expect(await capture(html)).toMatchObject({ rows: [["1"]], loaded: expect.any(Boolean) });
  });
});

describe("rows", () => {
  test("are those of the first selector that matches, with the matches of each", async () => {
    const html = "<p class=b data-id=1>Ada</p><p class=b data-id=2>Bo</p>";
    expect(await capture(html, { rows: [".a", ".b", ".c"] })).toMatchObject({
      rows: [["1"], ["2"]],
      rowMatches: [0, 2],
      rowsWinner: 1,
    });
  });

  test("are the page itself where none are named", async () => {
    const plain = site.parse({ version: 1, fields: { userId: ".id" } });
    expect(await capture("<p class=id>u1", {}, toCapturePlan(plain))).toMatchObject({ rows: [["u1"]], rowMatches: [] });
  });

  test("are no placeholders", async () => {
    const html = `<p class=row data-id=1>Ada</p><p class="row skeleton"></p><p class=row><b class=shimmer>x</b></p><p class="row wait" data-id=4>…</p><p class=row>no id</p>`;
    const captured = await capture(html, {
      fields: { userId: { attribute: "data-id" }, userName: ":scope" },
      ready: { skeleton: ".wait" },
    });
    expect(captured.rows).toEqual([
      ["1", "Ada"],
      [false, "no id"],
    ]);
    expect(captured.placeholders).toBe(3);
  });

  test("are no placeholders where they say who it is, though they show no text", async () => {
    const html = `<p class=row data-id=1><img alt=Ada></p><p class="row skeleton" data-id=2></p><p class=row></p>`;
    const captured = await capture(html, { fields: { userId: { attribute: "data-id" }, userName: ":scope" } });
    expect([captured.rows, captured.placeholders, captured.missed]).toEqual([[["1", ""]], 2, []]);
  });

  test("have the length that the table states, without its headers", async () => {
    const html = `<table aria-rowcount=58><thead><tr><th>User</thead><tbody><tr class=row data-id=1><td>Ada</table>`;
    expect((await capture(html)).ariaRowCount).toBe(57);
    expect((await capture(html.replace("58", "-1"))).ariaRowCount).toBeUndefined();
  });

  test("are told from others by what the userId is made of", async () => {
    const signature = async (html: string): Promise<string> => (await capture(html)).signature;
    const one = await signature("<p class=row data-id=1>Ada");
    expect(await signature("<p class=row data-id=1>Bo")).toBe(one);
    expect(await signature("<p class=row data-id=2>Ada")).not.toBe(one);
  });
});

describe("waiting", () => {
  /** Draws rows later, by a script of the page's own. */
  const later = (html: string, script: string): string => `<main>${html}</main><script>
    const main = document.querySelector("main");
    const row = (id, text = "Ada") => '<p class=row data-id=' + id + '>' + text + '</p>';
    ${script}
  </script>`;

  test("costs nothing where the rows came with the page", async () => {
    const captured = await capture("<p class=row data-id=1>Ada", { ready: { stable: "60s", timeout: "2m" } });
    expect(captured).toMatchObject({ rows: [["1"]], missed: [] });
  });

  test("ends when rows that come late are there", async () => {
    const html = later("", "setTimeout(() => { main.innerHTML = row(1); }, 300);");
    expect(await capture(html)).toMatchObject({ rows: [["1"]], missed: [] });
  });

  test("ends when rows that come bit by bit stand still", async () => {
    const html = later(
      "",
      "for (let id = 1; id <= 6; id += 1) setTimeout(() => { main.innerHTML += row(id); }, 100 + 60 * id);",
    );
    expect((await capture(html, { ready: { stable: "400ms" } })).rows).toHaveLength(6);
  });

  test("ends when placeholders have become rows", async () => {
    const html = later(
      '<p class="row skeleton"></p><p class="row skeleton"></p>',
      "setTimeout(() => { main.innerHTML = row(1) + row(2); }, 300);",
    );
    expect(await capture(html)).toMatchObject({ rows: [["1"], ["2"]], placeholders: 0, missed: [] });
  });

  test("ends when the rows are no longer busy, the spinner is gone, and what is wanted is there", async () => {
    const html = later(
      "<div aria-busy=true><p class=row data-id=1>Ada</p></div><i class=spin>Loading</i>",
      `setTimeout(() => { main.querySelector("div").ariaBusy = "false"; }, 100);
       setTimeout(() => { main.querySelector(".spin").style.display = "none"; }, 200);
       setTimeout(() => { document.documentElement.className = "done"; main.innerHTML += row(2); }, 300);`,
    );
    const ready = { gone: { hasText: "loading" }, selector: "html.done" };
    expect(await capture(html, { ready })).toMatchObject({ rows: [["1"], ["2"]], missed: [] });
  });

  test("ends with what never came, in words", async () => {
    const html = "<div aria-busy=true><p class=row data-id=1>Ada</p></div><i class=spin>Loading</i>";
    const ready = { rows: 2, gone: ".spin", selector: ".done", timeout: "200ms" };
    expect((await capture(html, { ready })).missed).toEqual([
      "enough rows",
      "the end of aria-busy",
      "the element of ready.selector",
      "the end of ready.gone",
    ]);
  });

  test("is not kept up by rows that are drawn anew all the time", async () => {
    const html = later("", "setInterval(() => { main.innerHTML = row(1) + row(2, Math.random()); }, 5);");
    expect(await capture(html, { ready: { timeout: "20s" } })).toMatchObject({ rows: [["1"], ["2"]], missed: [] });
  });

  test("lasts until a screen of one user says who", async () => {
    const html = later("", 'setTimeout(() => { main.innerHTML = "<b class=id>u1</b>"; }, 300);');
    const plain = site.parse({ version: 1, fields: { userId: ".id" } });
    expect(await capture(html, {}, toCapturePlan(plain))).toMatchObject({ rows: [["u1"]], missed: [] });
  });

  test("lasts until other rows than those known stand there", async () => {
    const html = later("<p class=row data-id=1>Ada</p>", "setTimeout(() => { main.innerHTML = row(2); }, 300);");
    const unlike = JSON.stringify([["1"]]);
    expect(await capture(html, {}, { unlike })).toMatchObject({ rows: [["2"]], changed: true });
  });

  test("for other rows ends with the old ones where none come", async () => {
    const unlike = JSON.stringify([["1"]]);
    const captured = await capture("<p class=row data-id=1>Ada", { ready: { timeout: "200ms" } }, { unlike });
    expect(captured).toMatchObject({ rows: [["1"]], changed: false });
  });

  test("ends early on a page that asks for a password and has come to rest", async () => {
    const captured = await capture("<input type=password>", { ready: { timeout: "25s" } });
    expect(captured).toMatchObject({ rows: [], passwordField: true, loaded: true, missed: ["enough rows"] });
  });

  test("is not ended by a password that nobody can see", async () => {
    const html = later(
      "<dialog><input type=password></dialog>",
      "setTimeout(() => { main.innerHTML = row(1); }, 900);",
    );
    expect(await capture(html)).toMatchObject({ rows: [["1"]], passwordField: false });
  });

  test("ends early at the site's walls", async () => {
    const written = { walls: { login: ".sso", error: ".oops" }, ready: { timeout: "25s" } };
    expect((await capture("<a class=sso>Sign in", written)).walls).toEqual(["login"]);
  });

  test("ends early at the marker of an empty list", async () => {
    const written = { empty: { hasText: "no users" }, ready: { timeout: "25s" } };
    expect(await capture("<p>No users yet", written)).toMatchObject({ emptyMarker: true, rows: [], missed: [] });
  });

  test("is ended neither by a hidden marker nor by one that shows for a moment", async () => {
    const html = later("<p>No users</p>", "setTimeout(() => { main.innerHTML = row(1); }, 300);");
    expect(await capture(html, { empty: { hasText: "no users" } })).toMatchObject({
      rows: [["1"]],
      emptyMarker: false,
    });
    const hidden = await capture("<p hidden class=none>No users", { empty: ".none", ready: { timeout: "100ms" } });
    expect(hidden).toMatchObject({ emptyMarker: false, missed: ["enough rows"] });
  });

  test("looks again in a document that took the place of the first", async () => {
    const pages = {
      "/": `<script>setTimeout(() => { location = "/next"; }, 200)</script>`,
      "/next": "<p class=row data-id=1>Ada",
    };
    expect((await capture(pages)).rows).toEqual([["1"]]);
  });
});

describe("a page without rows", () => {
  test("says how it begins, and what shows that it is at work", async () => {
    const html = `<title>Users</title><script>x = 1</script><div class="spinner big">…</div><p>Please   wait`;
    const captured = await capture(html, { ready: { timeout: "100ms" } });
    expect(captured).toMatchObject({ excerpt: "… Please wait", busy: '<div class="spinner">', title: "Users" });
  });

  test("is not at work because of what nobody can see", async () => {
    const captured = await capture("<div hidden class=spinner>…</div>", { ready: { timeout: "100ms" } });
    expect(captured.busy).toBeUndefined();
  });

  test("neither begins nor works where it has rows", async () => {
    expect(await capture("<i class=spinner>…</i><p class=row data-id=1>Ada")).toMatchObject({ excerpt: "" });
  });
});

test("a claim is read as it stands there", async () => {
  const html = "<p class=total>1–2 of <b>2</b></p><p class=row data-id=1>Ada";
  expect((await capture(html, { claims: ".total" })).claim).toBe("1–2 of 2");
});

test("an inspection counts matches in rows and page, and names ids that stand there twice", async () => {
  const html = `<p class=row data-id=1 id=a><b>1</b><b>2</b></p><p class=row data-id=2 id=a>none</p><b id=c>3</b>`;
  const fields = { userId: { attribute: "data-id" }, company: "b", lastAction: { text: "b", on: "page" } };
  expect((await capture(html, { fields }, { inspect: true })).inspection).toEqual({
    counts: [
      [1, 2],
      [1, 0],
    ],
    inDocument: [0, 3],
    onPage: [3],
    duplicateIds: ["a"],
  });
});

test("a selector that only the browser can refuse is an error of the selector file", async () => {
  await expect(capture("<p>Ada", { rows: "p:contains(Ada)" })).rejects.toMatchObject({
    code: "LM_SITE_INVALID",
    message: "The browser does not understand the selector p:contains(Ada)",
  });
  await expect(capture("<p class=row>Ada", { rows: "//p[oops()]" })).rejects.toMatchObject({ code: "LM_SITE_INVALID" });
});
