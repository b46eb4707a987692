import { afterAll, describe, expect, test } from "vitest";
import type { Tab } from "../../src/browser/tab.ts";
import type { Spot } from "../../src/scrape/in-page.ts";
import { awaitElements, choose, clear, locate, locateAll, scroll } from "../../src/scrape/page-tasks.ts";
import { selector, type Selector } from "../../src/site/selector.ts";
import { openPageServer } from "../support/page-server.ts";
import { openTestBrowser } from "../support/test-browser.ts";

const browser = openTestBrowser();
afterAll(() => browser.close());

async function onPage<T>(html: string, work: (tab: Tab) => Promise<T>): Promise<T> {
  await using server = await openPageServer(`<style>* { margin: 0 }</style>${html}`);
  return await browser.withTab(
    async (tab) => {
      await tab.goto(server.url);
      return await work(tab);
    },
    { signal: new AbortController().signal, deadlineMs: 30_000, block: true },
  );
}

const to = (written: unknown): Selector => selector.parse(written);

/** Read in our own world, whose DOM is the page's. */
const propertyOf = (tab: Tab, css: string, name: string): Promise<unknown> =>
  tab.evaluate((task) => (document.querySelector(task.css) as unknown as Record<string, unknown>)[task.name], {
    css,
    name,
  });

describe("locate", () => {
  const find = (html: string, written: unknown, timeoutMs = 0): Promise<Spot | null> =>
    onPage(html, (tab) => locate(tab, to(written), timeoutMs));
  const box = "position:absolute;left:100px;top:50px;width:40px;height:20px";

  test("gives the middle of the element, where it leads, and what it says", async () => {
    expect(await find(`<a href="/next" style="${box}"><b>Next</b> page</a>`, "a")).toEqual({
      x: 120,
      y: 60,
      href: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/next$/),
      disabled: false,
      text: "Next page",
    });
  });

  test("scrolls to it", async () => {
    const spot = await find(`<div style="height:5000px"></div><button>Next</button>`, "button");
    expect(spot?.coveredBy).toBeUndefined();
    expect(spot!.y).toBeGreaterThan(0);
    expect(spot!.y).toBeLessThan(2_000);
  });

  test("says what lies over it", async () => {
    const modal = `<div class="modal open" style="position:fixed;inset:0;background:#fff">Cookies</div>`;
    expect((await find(`<button style="${box}">Next</button>${modal}`, "button"))?.coveredBy).toBe(
      '<div class="modal">',
    );
  });

  test("takes what is inside of it for itself, and a label for its field", async () => {
    const button = `<button style="${box}"><i style="position:absolute;inset:0">Next</i></button>`;
    expect((await find(button, "button"))?.coveredBy).toBeUndefined();
    const label = `<label style="${box}"><input type=checkbox style="width:40px"><i style="position:absolute;inset:0">x</i></label>`;
    expect((await find(label, "input"))?.coveredBy).toBeUndefined();
  });

  test("says that it is disabled", async () => {
    expect((await find("<button disabled>Next", "button"))?.disabled).toBe(true);
    expect((await find("<fieldset disabled><button>Next", "button"))?.disabled).toBe(true);
    expect((await find("<a aria-disabled=true>Next", "a"))?.disabled).toBe(true);
    expect((await find("<li class=disabled><a href=#>Next", "a"))?.disabled).toBe(true);
  });

  test("says that it has no size", async () => {
    expect((await find("<a href=#></a>", "a"))?.coveredBy).toBe("nothing: it has no size");
  });

  test("prefers what can be seen", async () => {
    const html = `<button hidden>Mobile</button><button>Desktop</button>`;
    expect((await find(html, "button"))?.text).toBe("Desktop");
  });

  test("finds it in frames, where what lies over the frame lies over it too", async () => {
    const inner = `<style>body{margin:0}</style><button style='${box}'>Next</button>`;
    const frame = `<iframe style="position:absolute;left:30px;top:40px;width:300px;height:200px;border:5px solid" srcdoc="${inner}"></iframe>`;
    const written = "iframe >>> button";
    expect(await find(frame, written, 5_000)).toMatchObject({ x: 155, y: 105 });
    expect((await find(frame, written, 5_000))?.coveredBy).toBeUndefined();
    const veil = `<p id=veil style="position:fixed;inset:0">Wait</p>`;
    expect((await find(frame + veil, written, 5_000))?.coveredBy).toBe('<p id="veil">');
  });

  test("finds it in shadow roots", async () => {
    const html = `<x-nav></x-nav><script>document.querySelector("x-nav").attachShadow({ mode: "open" }).innerHTML =
      '<button style="${box}"><b>Next</b></button>';</script>`;
    const spot = await find(html, "x-nav >>> button");
    expect(spot).toMatchObject({ x: 120, y: 60, text: "Next" });
    expect(spot?.coveredBy).toBeUndefined();
    const veil = `<p id=veil style="position:fixed;inset:0">Wait</p>`;
    expect((await find(html + veil, "x-nav >>> button"))?.coveredBy).toBe('<p id="veil">');
  });

  test("waits for it, and is null where it does not come", async () => {
    const html = `<script>setTimeout(() => { document.body.innerHTML = "<button>Next</button>"; }, 300)</script>`;
    expect((await find(html, "button", 10_000))?.text).toBe("Next");
    expect(await find("<p>Users", "button", 100)).toBeNull();
  });
});

test("locateAll gives all in their order, with where they lead", async () => {
  const html = `<nav><a href="/1">1</a><a href="/2"><b>2</b></a><a>…</a></nav>`;
  const links = await onPage(html, (tab) => locateAll(tab, to("nav a")));
  expect(links.map(({ text, href }) => [text, href && new URL(href).pathname])).toEqual([
    ["1", "/1"],
    ["2", "/2"],
    ["…", undefined],
  ]);
});

describe("awaitElements", () => {
  test("waits until one is there and another gone", async () => {
    const html = `<i>Loading</i><script>setTimeout(() => {
      document.querySelector("i").style.display = "none";
      document.body.append(document.createElement("b"));
    }, 300)</script>`;
    const wanted = { there: to("b"), gone: to({ hasText: "loading" }), timeoutMs: 10_000 };
    expect(await onPage(html, (tab) => awaitElements(tab, wanted))).toBe(true);
  });

  test("says that it did not happen in time", async () => {
    expect(await onPage("<i>x", (tab) => awaitElements(tab, { gone: to("i"), timeoutMs: 100 }))).toBe(false);
    expect(await onPage("<i>x", (tab) => awaitElements(tab, { there: to("b"), timeoutMs: 0 }))).toBe(false);
  });
});

describe("choose", () => {
  const html = `<select><option value=10>Ten</option><option value=50>Fifty rows</option></select><p></p><script>
    for (const type of ["input", "change"])
      document.querySelector("select").addEventListener(type, ({ target }) => {
        document.querySelector("p").textContent += type + " " + target.value + ";";
      });
  </script>`;

  test.each(["50", "Fifty rows"])("takes %j and tells the page", async (option) => {
    const said = await onPage(html, async (tab) => [
      await choose(tab, to("select"), option),
      await propertyOf(tab, "select", "value"),
      await propertyOf(tab, "p", "textContent"),
    ]);
    expect(said).toEqual([null, "50", "input 50;change 50;"]);
  });

  test.each([
    ["select", "100", "has no option “100”"],
    ["p", "100", "is no list of options"],
    ["b", "100", "matched nothing"],
  ])("of %j cannot take %j", async (css, option, reason) => {
    expect(await onPage(html, (tab) => choose(tab, to(css), option))).toBe(reason);
  });
});

test("clear selects what a field holds, so that typing replaces it", async () => {
  const html = `<input value=Ada><textarea>Bo</textarea><div contenteditable>Cy</div>`;
  for (const css of ["input", "textarea", "div"]) {
    const selected = await onPage(html, async (tab) => {
      expect(await clear(tab, to(css))).toBe(true);
      return await tab.evaluate(() => {
        const field = document.activeElement as HTMLInputElement;
        return field.value?.slice(field.selectionStart!, field.selectionEnd!) ?? getSelection()?.toString();
      }, undefined);
    });
    expect(selected).toBe({ input: "Ada", textarea: "Bo", div: "Cy" }[css]);
  }
  expect(await onPage(html, (tab) => clear(tab, to("select")))).toBe(false);
});

describe("scroll", () => {
  const tall = `<div style="height:3000px"></div>`;
  const html = `${tall}<section style="height:200px;overflow:auto">${tall}</section>`;

  test("goes to the end of a page, and says how far there is to go", async () => {
    const [first, last] = await onPage(html, async (tab) => [
      await scroll(tab, "page", "next"),
      await scroll(tab, "page", "end"),
    ]);
    expect(first!.top).toBeGreaterThan(0);
    expect(first!.room).toBeGreaterThan(0);
    expect(last).toMatchObject({ room: 0, height: 3_200 });
  });

  test("goes by most of a box, so that nothing is passed over", async () => {
    expect(await onPage(html, (tab) => scroll(tab, to("section"), "next"))).toMatchObject({
      top: 160,
      room: 2_640,
      height: 3_000,
    });
  });

  test("is null where there is no box", async () => {
    expect(await onPage(html, (tab) => scroll(tab, to("aside"), "next"))).toBeNull();
  });
});
