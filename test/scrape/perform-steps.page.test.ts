import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WarmBrowser } from "../../src/browser/browser.ts";
import type { DemoApp } from "../../src/mock/demo-app/server.ts";
import { openApp } from "../mock/demo-app/visit.ts";
import { openPageServer } from "../support/page-server.ts";
import { openTestBrowser } from "../support/test-browser.ts";
import { runAt, table, type DemoRun } from "./demo-run.ts";

let browser: WarmBrowser;
let app: DemoApp;

beforeAll(async () => {
  browser = openTestBrowser();
  app = await openApp();
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

/** A page that shows in its first row what was done to it. */
const page = `<!doctype html><title>Users</title><style>body { height: 3000px }</style>
<p></p>
<button id="act">Act</button> <button id="off" disabled>Off</button> <button id="none" style="width:0;height:0;padding:0;border:0;overflow:hidden"></button>
<input id="name" value="old"> <select id="size"><option value="10">Ten</option><option value="100">A hundred</option></select>
<b id="below" style="position:absolute;top:2900px">below</b> <i class="late"></i>
<script>
  const say = (text) => { document.querySelector("p").textContent += text + ";"; };
  const on = (id, type, say) => document.querySelector(id).addEventListener(type, say);
  on("#act", "click", () => { say("clicked"); setTimeout(() => { document.querySelector(".late").remove(); document.body.append(document.createElement("u")); }, 50); });
  on("#name", "input", ({ target }) => say("typed " + target.value));
  on("#name", "keydown", ({ key }) => say("pressed " + key));
  on("#size", "change", ({ target }) => say("chose " + target.value));
  addEventListener("scroll", () => say("scrolled"), { once: true });
</script>`;

async function perform(steps: unknown, secrets = {}): Promise<DemoRun & { done: string | undefined }> {
  await using server = await openPageServer({
    "/": page,
    "/users": "<p>users</p>",
    "/gone": (answer) => void answer.writeHead(404).end(),
  });
  const site = {
    rows: "p",
    ready: { timeout: "400ms" },
    steps,
    fields: { userId: { from: "userName" }, userName: ":scope" },
  };
  const run = await runAt(browser, server.url, site, { secrets });
  return { ...run, done: run.ids[0] };
}

describe("a step", () => {
  test.each<[string, unknown, string]>([
    ["goto", [{ goto: "users" }], "users"],
    ["click", [{ click: "#act" }], "clicked;"],
    ["clickIfPresent", [{ clickIfPresent: "#act" }, { clickIfPresent: "#nowhere" }], "clicked;"],
    ["type", [{ type: { into: "#name", text: "Ada" } }], "typed Ada;"],
    ["press", [{ click: "#name" }, { press: "Enter" }], "pressed Enter;"],
    ["select by value", [{ select: { in: "#size", option: "100" } }], "chose 100;"],
    ["select by text", [{ select: { in: "#size", option: "A hundred" } }], "chose 100;"],
    ["wait for what comes", [{ click: "#act" }, { wait: { selector: "u" } }], "clicked;"],
    ["wait for what goes", [{ click: "#act" }, { wait: { gone: ".late" } }], "clicked;"],
    [
      "scroll to an element",
      [{ scroll: "#below" }, { wait: { selector: { css: "p", hasText: "scrolled" } } }],
      "scrolled;",
    ],
    ["scroll to the end", [{ scroll: "page" }, { wait: { selector: { css: "p", hasText: "scrolled" } } }], "scrolled;"],
  ])("is done: %s", async (_what, steps, done) => {
    expect(await perform(steps)).toMatchObject({ name: "rows", done });
  });

  test("types a value of the target's login", async () => {
    const run = await perform([{ type: { into: "#name", secret: "team" } }], { team: "blue" });
    expect(run.done).toBe("typed blue;");
  });

  test("waits for a response that the page fetches", async () => {
    const steps = [{ wait: { response: "**/users/rows", timeout: "5s" } }];
    expect(await runAt(browser, app.at("skeleton:50"), { ...table, steps })).toMatchObject({ name: "rows" });
  });

  test("clicks a notice away", async () => {
    const steps = [{ clickIfPresent: ".consent .accept" }, { wait: { gone: ".consent" } }];
    expect(await runAt(browser, app.at("modal", "accepted"), { ...table, steps })).toMatchObject({ name: "rows" });
  });

  test.each<[string, unknown, string]>([
    ["goto", [{ goto: "gone" }], "step 1: https://app.example.com/gone answered 404"],
    ["click", [{ click: "#act" }, { click: "#nowhere" }], "step 2: #nowhere matched nothing within 400 ms"],
    ["click on what is off", [{ click: "#off" }], "step 1: #off is disabled"],
    ["click on what has no size", [{ click: "#none" }], "step 1: #none is there, but not to be seen"],
    ["type", [{ type: { into: "#nowhere", text: "Ada" } }], "step 1: #nowhere matched nothing within 400 ms"],
    ["type a secret", [{ type: { into: "#name", secret: "code" } }], "step 1: the target's login has no “code”"],
    ["select", [{ select: { in: "#size", option: "7" } }], "step 1: #size has no option “7”"],
    ["wait", [{ wait: { selector: "u", timeout: "50ms" } }], "step 1: u did not come within 50 ms"],
    ["wait for the end", [{ wait: { gone: "button", timeout: "50ms" } }], "step 1: button did not go within 50 ms"],
    [
      "wait for a response",
      [{ wait: { response: "**/never", timeout: "50ms" } }],
      "step 1: no response **/never came within 50 ms",
    ],
    ["scroll", [{ scroll: "#nowhere" }], "step 1: #nowhere matched nothing within 400 ms"],
  ])("that cannot be done is told: %s", async (what, steps, reason) => {
    const { name, sentence } = await perform(steps);
    const here =
      what === "goto"
        ? "https://app.example.com/gone (no title, status 404)"
        : "https://app.example.com/ (“Users”, status 200)";
    const told = `The site's steps could not be done on ${here}: ${reason}. Compare the page with the selector file.`;
    expect([name, sentence]).toEqual(what === "goto" ? ["error-page", expect.any(String)] : ["layout-changed", told]);
  });

  test("is told where something lies over what it clicks", async () => {
    const { name, sentence } = await runAt(browser, app.at("modal", "covered"), {
      ...table,
      steps: [{ click: "header a" }],
    });
    expect([name, sentence]).toEqual([
      "layout-changed",
      'The site\'s steps could not be done on https://app.example.com/with/modal/~covered/users (“Users · Harbour Admin”, status 200): step 1: header a is covered by <div class="consent">; click that away first, with clickIfPresent. Compare the page with the selector file.',
    ]);
  });
});

describe("a recording of Chrome's DevTools Recorder", () => {
  const recording = {
    title: "Ask for Ada",
    steps: [
      {
        type: "setViewport",
        width: 800,
        height: 600,
        deviceScaleFactor: 1,
        isMobile: false,
        hasTouch: false,
        isLandscape: false,
      },
      { type: "change", value: "${team}", selectors: [["#name"]], target: "main" },
      { type: "click", selectors: [["#act"]], offsetX: 2, offsetY: 2, target: "main" },
    ],
  };

  test("is done, with the values of the target's login", async () => {
    expect((await perform({ recording }, { team: "blue" })).done).toMatch(/typed blue;.*clicked;$/);
  });

  test("tells the step that could not be done", async () => {
    const broken = {
      ...recording,
      steps: [{ type: "click", selectors: [["#nowhere"]], offsetX: 1, offsetY: 1, timeout: 300 }],
    };
    const { name, sentence } = await perform({ recording: broken });
    expect(name).toBe("layout-changed");
    expect(sentence).toMatch(/step 1: “click” of the recording “Ask for Ada” failed: /);
  });
});
