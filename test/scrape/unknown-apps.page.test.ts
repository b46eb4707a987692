import { afterAll, describe, expect, test } from "vitest";
import { site } from "../../src/site/schema.ts";
import { scrape, type RunResult } from "../../src/scrape/scrape.ts";
import { openPageServer } from "../support/page-server.ts";
import { openTestBrowser } from "../support/test-browser.ts";

// Apps as nobody of us has seen them, each read by nothing but a selector file.
const browser = openTestBrowser();
afterAll(() => browser.close());

async function read(pages: Parameters<typeof openPageServer>[0], written: object): Promise<RunResult> {
  await using server = await openPageServer(pages);
  return await scrape(
    { name: "unknown", url: server.url, site: site.parse({ version: 1, ...written }), timeoutMs: 30_000, block: true },
    { browser, signal: AbortSignal.timeout(50_000) },
  );
}

function known({ observations }: RunResult): object[] {
  return observations.map(({ known }) => known);
}

test("a dialog over the page does not hide its rows, and is clicked away before its button", async () => {
  const html = `<title>App</title><div id="app"></div><script>
    const people = ["Ada", "Bo", "Cy"];
    let shown = 2;
    const draw = () => document.querySelector("#app").innerHTML =
      "<ul>" + people.slice(0, shown).map((name) => "<li><b>" + name + "</b></li>").join("") + "</ul>" +
      (shown < 3 ? "<button class=more>More</button>" : "");
    setTimeout(() => {
      draw();
      document.querySelector(".more").onclick = () => { shown = 3; draw(); };
      const modal = document.createElement("div");
      modal.className = "modal";
      modal.style = "position:fixed;inset:0;background:#0008";
      modal.innerHTML = "<button>Got it</button>";
      modal.querySelector("button").onclick = () => modal.remove();
      document.body.append(modal);
    }, 200);
  </script>`;
  const fields = { userId: { from: "userName" }, userName: "b" };
  const whole = await read(html, {
    rows: "#app li",
    steps: [{ clickIfPresent: { role: "button", name: "Got it" } }],
    pages: { more: ".more" },
    fields,
  });
  expect(whole.verdict.name, whole.verdict.sentence).toBe("rows");
  expect(known(whole).map((one) => (one as { userId: string }).userId)).toEqual(["Ada", "Bo", "Cy"]);

  const covered = await read(html, { rows: "#app li", pages: { more: ".more" }, fields });
  expect(covered.verdict.name, covered.verdict.sentence).toBe("partial");
  expect(covered.verdict.sentence).toContain('the way to page 2 is covered by <div class="modal">');
});

test("hashed class names are passed by, by role, text and place", async () => {
  const result = await read(
    `<title>People</title><main><div class="css-1x9 e3f"><h2 class="css-77">People</h2>
      <div role="list" aria-label="People" class="css-8a">
        <div role="listitem" class="css-q1"><a class="css-b2" href="/u/7"><span class="css-c3">Ada Example</span></a><span class="css-d4">12 views</span></div>
        <div role="listitem" class="css-q9"><a class="css-b7" href="/u/8"><span class="css-c8">Bo Example</span></a><span class="css-d0">1 view</span></div>
      </div></div></main>`,
    {
      rows: { within: "main", role: "listitem" },
      fields: {
        userId: { attribute: "href", of: "a", transforms: [{ regex: "/u/(\\d+)" }] },
        userName: { role: "link" },
        pageViews: { text: { xpath: "./span[last()]" }, transforms: [{ regex: "^([\\d,]+) views?$" }, "number"] },
      },
    },
  );
  expect(result.verdict.name, result.verdict.sentence).toBe("rows");
  expect(known(result)).toEqual([
    { userId: "7", userName: "Ada Example", pageViews: 12 },
    { userId: "8", userName: "Bo Example", pageViews: 1 },
  ]);
});

test("rows inside a frame are found through it, and so is its next button", async () => {
  const framed = `<table><tbody></tbody></table><button id=next>Next</button><script>
    const pages = [["Ada", "Bo"], ["Cy"]];
    let at = 0;
    const draw = () => {
      document.querySelector("tbody").innerHTML = pages[at].map((name) => "<tr><td>" + name + "</td></tr>").join("");
      document.querySelector("#next").disabled = at === pages.length - 1;
    };
    document.querySelector("#next").onclick = () => { at += 1; draw(); };
    draw();
  </script>`;
  const result = await read(
    { "/": `<title>Shell</title><iframe src="/list" width=600 height=300></iframe>`, "/list": framed },
    { rows: "iframe >>> tbody tr", pages: { next: "iframe >>> #next" }, fields: { userId: "td" } },
  );
  expect(result.verdict.name, result.verdict.sentence).toBe("rows");
  expect(known(result)).toEqual([{ userId: "Ada" }, { userId: "Bo" }, { userId: "Cy" }]);
});

test("a next link in a disabled item is the end", async () => {
  const page = (name: string, item: string): string =>
    `<title>Page</title><ul class=users><li>${name}</li></ul><ul class=pagination>${item}</ul>`;
  const result = await read(
    {
      "/": page("Ada", `<li><a class=next href="/two" aria-label=Next>›</a></li>`),
      "/two": page(
        "Bo",
        `<li class="disabled"><a class=next href="/two" onclick="return false" aria-label=Next>›</a></li>`,
      ),
    },
    { rows: ".users li", pages: { next: { css: ".next" } }, fields: { userId: ":scope" } },
  );
  expect(result.verdict).toMatchObject({ name: "rows", sentence: "2 rows read on 2 pages." });
});

test("header cells with icons and sort buttons name their columns", async () => {
  const result = await read(
    `<title>Users</title><table><thead>
      <tr><th><input type=checkbox aria-label="Select all"></th><th aria-sort=ascending><button>Name <i class=icon aria-hidden=true>▲</i></button></th>
      <th><button>Last&nbsp;seen <svg></svg></button></th><th>Views<sup title="of this month">?</sup></th></tr></thead>
      <tbody><tr><td><input type=checkbox></td><td>Ada</td><td title="2026-10-28T19:55:00Z">4 weeks ago</td><td>1,234</td></tr></tbody></table>`,
    {
      rows: "tbody tr",
      fields: {
        userId: { column: "Name" },
        lastActionTime: { attribute: "title", column: "Last seen" },
        pageViews: { column: "Views" },
      },
    },
  );
  expect(result.observations[0]).toEqual({
    known: { userId: "Ada", lastActionTime: "2026-10-28T19:55:00.000Z", pageViews: 1234 },
    missing: {},
  });
});

test("rows that a body of the table groups are read with their heading and their detail", async () => {
  const group = (company: string, rows: string): string =>
    `<tbody><tr class=group><th colspan=3>${company}</th></tr>${rows}</tbody>`;
  const row = (name: string, views: string, detail: string): string =>
    `<tr class=user><td>${name}</td><td>${views}</td><td><a href="#">more</a></td></tr><tr class=detail><td colspan=3>Did <em>${detail}</em></td></tr>`;
  const result = await read(
    `<title>Users</title><table><thead><tr><th>User</th><th>Views</th><th></th></tr></thead>${group(
      "Example Co",
      row("Ada", "3", "a report") + row("Bo", "0", "nothing"),
    )}${group("Other Co", row("Cy", "7", "a query"))}</table>`,
    {
      rows: "tr.user",
      fields: {
        userId: { column: "User" },
        company: { before: "tr.group" },
        pageViews: { column: "Views" },
        lastAction: { text: "em", sibling: "tr.detail" },
      },
    },
  );
  expect(known(result)).toEqual([
    { userId: "Ada", company: "Example Co", pageViews: 3, lastAction: "a report" },
    { userId: "Bo", company: "Example Co", pageViews: 0, lastAction: "nothing" },
    { userId: "Cy", company: "Other Co", pageViews: 7, lastAction: "a query" },
  ]);
});

test("cards whose values stand behind labels are read by their labels", async () => {
  const card = (id: string, pairs: [string, string][]): string =>
    `<section class=card id="u-${id}">${pairs.map(([label, value]) => `<div><span>${label}</span><span>${value}</span></div>`).join("")}</section>`;
  const list = (pairs: [string, string][]): string =>
    `<dl>${pairs.map(([term, value]) => `<dt>${term}<dd>${value}`).join("")}</dl>`;
  const after = (label: string): object => ({ xpath: `.//span[normalize-space()='${label}']/following-sibling::span` });
  const cards = await read(
    card("1", [
      ["Name", "Ada"],
      ["Time on site", "1h 5m"],
    ]) +
      card("2", [
        ["Time on site", "42 min"],
        ["Name", "Bo"],
      ]) +
      card("3", [["Name", "Cy"]]),
    {
      rows: ".card",
      fields: {
        userId: { attribute: "id", transforms: [{ regex: "^u-(.+)$" }] },
        userName: after("Name"),
        sessionDuration: after("Time on site"),
      },
    },
  );
  expect(known(cards)).toEqual([
    { userId: "1", userName: "Ada", sessionDuration: 65 },
    { userId: "2", userName: "Bo", sessionDuration: 42 },
    { userId: "3", userName: "Cy" },
  ]);
  expect(cards.observations[2]!.missing.sessionDuration).toContain("Time on site");

  const lists = await read(
    list([
      ["Login", "ada"],
      ["Views", "3"],
    ]) + list([["Login", "bo"]]),
    {
      rows: "dl",
      fields: {
        userId: "./dt[.='Login']/following-sibling::dd[1]",
        pageViews: "./dt[.='Views']/following-sibling::dd[1]",
      },
    },
  );
  expect(known(lists)).toEqual([{ userId: "ada", pageViews: 3 }, { userId: "bo" }]);
});

test("a list of actions says what each user did last, in whatever order it stands", async () => {
  const html = `<title>Feed</title><ol>${[
    ["ada", "opened", "2026-10-28T10:00:00Z"],
    ["bo", "closed", "2026-10-28T11:00:00Z"],
    ["ada", "saved", "2026-10-28T12:00:00Z"],
    ["ada", "printed", ""],
  ]
    .map(([who, what, when]) => `<li><a>${who}</a> <i>${what}</i> <time datetime="${when}"></time></li>`)
    .join("")}</ol>`;
  const fields = { userId: "a", lastAction: "i", lastActionTime: { attribute: "datetime", of: "time" } };
  const actions = (result: RunResult): object[] =>
    result.observations.map(({ known: { userId, lastAction } }) => ({ [userId]: lastAction }));

  const newest = await read(html, { rows: "li", repeats: "newest", fields });
  expect(newest.verdict.name, newest.verdict.sentence).toBe("rows");
  expect(newest.verdict.evidence.rows).toBe(4);
  expect(actions(newest)).toEqual([{ ada: "saved" }, { bo: "closed" }]);

  const first = await read(html, { rows: "li", repeats: "first", fields });
  expect(actions(first)).toEqual([{ ada: "opened" }, { bo: "closed" }]);

  const undeclared = await read(html, { rows: "li", fields });
  expect(undeclared.verdict.name).toBe("partial");
  expect(undeclared.verdict.sentence).toContain("userId ada stands in several rows");
});

test("a count that ends like nought proves nothing", async () => {
  const result = await read(
    `<title>Users</title><p class=total>10 users</p><ul></ul><script>
      setTimeout(() => document.querySelector("ul").innerHTML = "<li>ada</li><li>bo</li>", 300);
    </script>`,
    { rows: "li", empty: { css: ".total", hasText: "0 users" }, fields: { userId: ":scope" } },
  );
  expect(result.verdict).toMatchObject({ name: "rows", sentence: "2 rows read." });

  const nobody = await read(`<title>Users</title><p class=total>0 users</p>`, {
    rows: "li",
    empty: { css: ".total", hasText: "0 users" },
    fields: { userId: ":scope" },
  });
  expect(nobody.verdict.name).toBe("empty");
});

test("a cell across the whole table is nobody's name", async () => {
  const result = await read(
    `<title>Users</title><table><thead><tr><th>Name<th>Views<tbody><tr><td>ada<td>1<tr><td colspan=2>No more users</table>`,
    { rows: "tbody tr", fields: { userId: { column: "Name" }, pageViews: { column: "Views" } } },
  );
  expect(known(result)).toEqual([{ userId: "ada", pageViews: 1 }]);
  expect(result.verdict.name).toBe("partial");
  expect(result.verdict.sentence).toContain("1 row gave no userId: column “Name” is not there: one cell stands across");
});

test("JSON that holds no list is a changed layout, not a crash", async () => {
  const result = await read(`<title>App</title><script>window.__STATE__ = { users: { a: { n: "ada" } } }</script>`, {
    data: { global: "__STATE__", items: "users" },
    ready: { timeout: "1s" },
    fields: { userId: { json: "n" } },
  });
  expect(result.verdict.name, result.verdict.sentence).toBe("layout-changed");
});

test("markup for small and for wide screens is read once, where only what is seen counts", async () => {
  const html = `<title>Users</title><style>.small { display: none }</style>
    <table><tr class=user><td>ada<tr class=user><td>bo</table>
    <div class=small><div class=user>ada</div><div class=user>bo</div></div>`;
  const whole = await read(html, { rows: { css: ".user", visible: true }, fields: { userId: ":scope" } });
  expect(whole.verdict).toMatchObject({ name: "rows", sentence: "2 rows read." });

  const doubled = await read(html, { rows: ".user", fields: { userId: ":scope" } });
  expect(doubled.verdict.name).toBe("partial");
});

describe("a table that is redrawn whole", () => {
  test("many times a second is read as one moment, with no row lost or doubled", async () => {
    const result = await read(
      `<title>Live</title><table><tbody></tbody></table><script>
        let tick = 0;
        const draw = () => {
          tick += 1;
          document.querySelector("tbody").innerHTML = Array.from({ length: 40 }, (_, at) =>
            "<tr><td>u" + ((at + tick) % 40) + "</td><td>" + tick + "</td></tr>").join("");
        };
        setTimeout(() => { draw(); setInterval(draw, 20); }, 100);
      </script>`,
      { rows: "tbody tr", fields: { userId: "td", pageViews: "td + td" } },
    );
    expect(result.verdict.name, result.verdict.sentence).toBe("rows");
    expect(result.observations).toHaveLength(40);
    expect(new Set(result.observations.map(({ known: { pageViews } }) => pageViews)).size).toBe(1);
  });
});

test("relative times without a whole one are read, and those that say nothing are named", async () => {
  const result = await read(
    `<title>Users</title><ul><li><b>ada</b><i>5 minutes ago</i></li><li><b>bo</b><i>yesterday</i></li><li><b>cy</b><i>never</i></li><li><b>di</b><i>just now</i></li></ul>`,
    { rows: "li", fields: { userId: "b", lastActionTime: "i" } },
  );
  const [ada, bo, cy, di] = result.observations;
  const ageMs = ({ known: { lastActionTime } }: (typeof result.observations)[number]): number =>
    Date.parse(result.endedAt) - Date.parse(lastActionTime!);
  expect(Math.round(ageMs(ada!) / 60_000)).toBe(5);
  expect(Math.round(ageMs(di!) / 60_000)).toBe(0);
  expect(bo!.known.lastActionTime).toMatch(/T00:00:00\.000Z$/);
  expect(cy!.missing.lastActionTime).toBe("“never” is not a date");
});
