import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DemoApp } from "../../../src/mock/demo-app/server.ts";
import { openChromium, type TestBrowser } from "../../support/chromium.ts";
import { eventually } from "../../support/eventually.ts";
import { openApp } from "./visit.ts";

let chromium: TestBrowser;
beforeAll(async () => {
  chromium = await openChromium();
});
afterAll(async () => {
  await chromium[Symbol.asyncDispose]();
});

interface Stage extends AsyncDisposable {
  app: DemoApp;
  tab: Page;
  base: string;
}

async function prepare(troubles: string): Promise<Stage> {
  const app = await openApp();
  const context = await chromium.browser.createBrowserContext();
  const tab = await context.newPage();
  return {
    app,
    tab,
    base: app.at(troubles),
    async [Symbol.asyncDispose]() {
      await context.close();
      await app.close();
    },
  };
}

const countRows = (tab: Page, count: number) =>
  tab.waitForFunction((count) => document.querySelectorAll("tr[data-user-id]").length === count, {}, count);

describe("rows that come late, or not", () => {
  it("skeleton has placeholders, then rows", async () => {
    await using stage = await prepare("skeleton:300");
    await stage.tab.goto(`${stage.base}users`, { waitUntil: "domcontentloaded" });
    expect(await stage.tab.$$("tr.skeleton[aria-busy=true]")).toHaveLength(5);
    await countRows(stage.tab, 24);
    expect(await stage.tab.$("tr.skeleton")).toBeNull();
  });

  it("images-needed has rows once its picture is there", async () => {
    await using stage = await prepare("images-needed");
    await stage.tab.goto(`${stage.base}users`);
    await countRows(stage.tab, 24);
  });

  it("images-needed has none when pictures are kept out", async () => {
    await using stage = await prepare("images-needed");
    await stage.tab.setRequestInterception(true);
    stage.tab.on("request", (request) => {
      void (request.resourceType() === "image" ? request.abort() : request.continue());
    });
    const refused = new Promise((resolve) => stage.tab.once("pageerror", resolve));
    await stage.tab.goto(`${stage.base}users`);
    await refused;
    expect(await stage.tab.$$("tr[data-user-id]")).toEqual([]);
  });

  it("virtual-grid shows the grid on the users screen", async () => {
    await using stage = await prepare("virtual-grid");
    await stage.tab.goto(`${stage.base}users`);
    await stage.tab.waitForSelector("[role=grid][aria-rowcount='24'] [role=row][data-user-id]");
  });

  it("graphql fills the table by POST", async () => {
    await using stage = await prepare("graphql");
    await stage.tab.goto(`${stage.base}users`);
    await countRows(stage.tab, 24);
    expect(stage.app.requests).toContainEqual({ method: "POST", path: "/with/graphql/graphql" });
  });
});

describe("token-login", () => {
  it.each([
    ["token-login", "localStorage"],
    ["token-login:session", "sessionStorage"],
    ["token-login:indexeddb", "indexedDB"],
  ])("%s leads to the form, and keeps the session in %s", async (trouble, place) => {
    await using stage = await prepare(trouble);
    const { tab } = stage;
    await tab.goto(`${stage.base}users`);
    await tab.waitForSelector("#login");
    await tab.type("[name=username]", "admin");
    await tab.type("[name=password]", "wrong");
    await tab.click("#login button");
    await tab.waitForSelector(".error:not([hidden])");

    await tab.$eval("[name=password]", (field) => ((field as HTMLInputElement).value = ""));
    await tab.type("[name=password]", "correct horse");
    await tab.click("#login button");
    await countRows(tab, 24);
    expect(tab.url()).toBe(`${stage.base}users`);

    const kept = await tab.evaluate(async () => ({
      localStorage: localStorage.length,
      sessionStorage: sessionStorage.length,
      indexedDB: (await indexedDB.databases()).length,
    }));
    expect(kept).toEqual({ localStorage: 0, sessionStorage: 0, indexedDB: 0, [place]: 1 });
    expect(await tab.browserContext().cookies()).toEqual([]);
  });
});

describe("pages that do things", () => {
  it("dialogs opens an alert and a confirm, and asks before one leaves", async () => {
    await using stage = await prepare("dialogs");
    const dialogs: string[] = [];
    stage.tab.on("dialog", (dialog) => {
      dialogs.push(dialog.type());
      void dialog.accept();
    });
    await stage.tab.goto(`${stage.base}users`);
    await eventually(() => dialogs.length === 2);
    await stage.tab.click("h1");
    await stage.tab.goto("about:blank");
    expect(dialogs).toEqual(["alert", "confirm", "beforeunload"]);
  });

  it.each([
    ["self-reload", 2],
    ["self-reload:for-ever", 4],
  ])("%s loads the page %i times", async (trouble, times) => {
    await using stage = await prepare(trouble);
    const path = `/with/${trouble}/users`;
    const loads = () => stage.app.requests.filter((request) => request.path === path).length;
    await stage.tab.goto(`${stage.base}users`);
    await eventually(() => loads() >= times);
    // The list is refreshed only on a page that stays.
    if (trouble === "self-reload") {
      await eventually(() => stage.app.requests.some((request) => request.path === `${path}/rows`));
      expect(loads()).toBe(times);
    }
  });

  it("crash ends the process of the page", async () => {
    await using stage = await prepare("crash");
    const crashed = new Promise<Error>((resolve) => stage.tab.once("error", resolve));
    await stage.tab.goto(`${stage.base}users`);
    expect((await crashed).message).toBe("Page crashed!");
  });

  it("busy answers nothing any more", async () => {
    const stage = await prepare("busy");
    await stage.tab.goto(`${stage.base}users`);
    await eventually(async () => {
      const turn = stage.tab.evaluate(() => "free").catch(() => "gone");
      return (await Promise.race([turn, new Promise((resolve) => setTimeout(resolve, 1_000, "busy"))])) === "busy";
    });
    // A context whose page is busy closes all the same.
    await stage[Symbol.asyncDispose]();
  });

  it("leaves deactivates at a click, and goes elsewhere by itself", async () => {
    await using stage = await prepare("leaves");
    await stage.tab.setRequestInterception(true);
    const elsewhere = new Promise((resolve) => {
      stage.tab.on("request", (request) => {
        if (!request.url().startsWith("https://elsewhere.example.com/")) return void request.continue();
        void request.abort();
        resolve(request.url());
      });
    });
    await stage.tab.goto(`${stage.base}users`);
    await elsewhere;
    await stage.tab.goto(`${stage.base}users`);
    await stage.tab.click("tr[data-user-id='user-1002'] .company");
    await eventually(() => stage.app.deactivationsAt("leaves").has("user-1002"));
  });

  it("posts sends a heartbeat again and again", async () => {
    await using stage = await prepare("posts");
    await stage.tab.goto(`${stage.base}users`);
    await eventually(() => stage.app.requests.filter(({ method }) => method === "POST").length >= 3);
  });

  it("modal covers the page until its button is clicked, and does not come back", async () => {
    await using stage = await prepare("modal");
    const { tab } = stage;
    await tab.goto(`${stage.base}users`);
    const atTop = () => tab.evaluate(() => document.elementFromPoint(300, 300)!.closest(".consent") !== null);
    expect(await atTop()).toBe(true);
    await tab.click(".consent .accept");
    expect(await atTop()).toBe(false);
    await tab.reload();
    expect(await atTop()).toBe(false);
  });

  it("tampered misleads whoever reads in the world of the page", async () => {
    await using stage = await prepare("tampered");
    await stage.tab.goto(`${stage.base}users`);
    expect(
      await stage.tab.evaluate(() => [
        document.querySelectorAll("tr").length,
        document.title,
        [1, 2].map(Number)[0],
        document.querySelector("h1")!.textContent,
      ]),
    ).toEqual([0, "tampered", "tampered", "tampered"]);
  });

  it("clobbered hides what the rows can do", async () => {
    await using stage = await prepare("clobbered");
    await stage.tab.goto(`${stage.base}users`);
    const kinds = await stage.tab.evaluate(() => {
      const row = document.querySelector(".users > form")!;
      const seen: object[] = ["querySelector", "textContent"].map((name) => Reflect.get(row, name) as object);
      return [...seen, document.documentElement].map((part) => part.constructor.name);
    });
    expect(kinds).toEqual(["HTMLInputElement", "HTMLInputElement", "HTMLImageElement"]);
  });

  it("hostile-names run nothing", async () => {
    await using stage = await prepare("hostile-names");
    for (const path of ["users", "users/app", "users/virtual", "activity"]) {
      await stage.tab.goto(stage.base + path, { waitUntil: "networkidle0" });
      expect(await stage.tab.title()).not.toBe("owned");
      expect(await stage.tab.evaluate(() => document.body.innerText)).toContain("<img src=x");
    }
  });
});
