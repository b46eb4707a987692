import { expect, test } from "vitest";
import type { Tab } from "../../src/browser/tab.ts";
import { openPageServer } from "../support/page-server.ts";
import { openLeases, readTitle } from "./leases.ts";

const { lease } = openLeases();

const form = `<!doctype html><title></title><style>body { margin: 0; height: 9000px } input { display: block; width: 200px; height: 40px }</style>
  <input id=name><input id=team><script>
    const keys = [];
    addEventListener("keydown", (event) => keys.push((event.ctrlKey ? "ctrl " : "") + event.key + (event.isTrusted ? "" : "!")));
    addEventListener("mousemove", (event) => (document.title = event.clientX + "," + event.clientY + "," + event.isTrusted));
    addEventListener("keyup", () => (document.title = keys.join(" ")));
  </script>`;

const readFields = () => Array.from(document.querySelectorAll("input"), ({ value }) => value);

function withForm<T>(work: (tab: Tab) => Promise<T>): Promise<T> {
  return lease(async (tab) => {
    await using server = await openPageServer(form);
    await tab.goto(server.origin);
    return await work(tab);
  });
}

test("types into what was clicked, goes on with Tab, and replaces what was there", async () => {
  const fields = await withForm(async (tab) => {
    await tab.click({ x: 50, y: 20 });
    await tab.insertText("Ada Example, Åse");
    await tab.press("Tab");
    await tab.insertText("old");
    await tab.press("Control+A");
    await tab.press("x");
    return await tab.evaluate(readFields, undefined);
  });

  expect(fields).toEqual(["Ada Example, Åse", "x"]);
});

test.each([
  ["Enter", "Enter"],
  ["Escape", "Escape"],
  ["ArrowDown", "ArrowDown"],
  ["PageDown", "PageDown"],
  ["a", "a"],
  ["+", "+"],
  ["Control+A", "Control ctrl A"],
  ["Control++", "Control ctrl +"],
])("presses %s", async (key, expected) => {
  const title = await withForm(async (tab) => {
    await tab.press(key);
    return await tab.evaluate(readTitle, undefined);
  });
  // A modifier's own press is told with itself held.
  expect(title.replace("ctrl Control", "Control")).toBe(expected);
});

test("refuses a key that no keyboard has", async () => {
  await expect(withForm((tab) => tab.press("Control+Nowhere"))).rejects.toThrow('Unknown key: "Nowhere"');
});

test("moves the mouse as a person does", async () => {
  const title = await withForm(async (tab) => {
    await tab.moveTo({ x: 120, y: 80 });
    return await tab.evaluate(readTitle, undefined);
  });

  expect(title).toBe("120,80,true");
});

test("scrolls by the wheel", async () => {
  const top = await withForm(async (tab) => {
    await tab.wheel({ x: 300, y: 300, deltaY: 500 });
    return await tab.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const look = (): void => void (scrollY >= 500 ? resolve(scrollY) : requestAnimationFrame(look));
          look();
        }),
      undefined,
    );
  });

  expect(top).toBe(500);
});
