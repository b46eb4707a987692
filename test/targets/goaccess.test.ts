import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { site } from "../../src/site/schema.ts";
import { eventually } from "../support/eventually.ts";
import { openLateSocket } from "./support/late-socket.ts";
import { openProxy } from "./support/proxy.ts";
import { isUp, readExpected, runFile } from "./support/up.ts";
import { byUser, openVisitor, type Visitor } from "./support/visitor.ts";

// The live part changes the report while it is watched: GOACCESS_LIVE names a script that takes a login and a number of
// requests to add, such as the target's own live.sh. Without it, that part is skipped.
const live = process.env.GOACCESS_LIVE;
const socketUrl = `ws://127.0.0.1:${process.env.GOACCESS_WS_PORT ?? 4806}`;
const url = `http://127.0.0.1:${process.env.GOACCESS_PORT ?? 4805}/`;

interface Expected {
  rows: { userName: string; hits: number }[];
}

describe.skipIf(!(await isUp("goaccess", url)))("GoAccess", () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await openVisitor();
  });
  afterAll(() => visitor[Symbol.asyncDispose]());

  /** The seeded hits, and those that the live part added since. */
  async function hits(): Promise<Record<string, number>> {
    const { rows } = await readExpected<Expected>("goaccess");
    const log = await readFile(runFile("goaccess", "access.log"), "utf8");
    const added = log.split("\n").filter((line) => line.includes('"GET /live/'));
    return Object.fromEntries(
      rows.map(({ userName, hits: seeded }) => [
        userName,
        seeded + added.filter((line) => line.split(" ")[2] === userName).length,
      ]),
    );
  }

  test("all 30 users out of the messages that the page draws its panel from", async () => {
    const result = await visitor.run("goaccess-remote-users", { url });

    expect(result.verdict).toMatchObject({ name: "rows", sentence: "30 rows read.", warnings: [] });
    expect(result.verdict.evidence.claimed).toBe(30);
    expect(byUser(result)).toEqual(
      Object.fromEntries(
        Object.entries(await hits()).map(([userName, pageViews]) => [
          userName,
          { known: { userId: userName, userName, pageViews }, missing: {} },
        ]),
      ),
    );
  });

  test("the same users out of the panel's table, page by page by its buttons", async () => {
    const table = site.parse({
      version: 1,
      rows: "tr[data-panel=remote_user]",
      // A button for each of its own panels; the page is redrawn in place.
      pages: { next: "#panel-remote_user .panel-next" },
      fields: {
        userId: { from: "userName" },
        userName: { xpath: "./td[last()]" },
        pageViews: { text: ".value" },
      },
    });
    const result = await visitor.run("goaccess-remote-users", { url, site: { ...table, data: undefined } });

    expect(result.verdict).toMatchObject({ name: "rows", sentence: "30 rows read on 5 pages." });
    // The table is drawn from what the page was served with until the first message has come.
    const { rows } = await readExpected<Expected>("goaccess");
    const seeded = Object.fromEntries(rows.map((row) => [row.userName, row.hits]));
    for (const { known } of result.observations)
      expect([seeded[known.userId], (await hits())[known.userId]]).toContain(known.pageViews);
  });

  test("what the socket says late is taken, and not what the page was served with", async () => {
    await using socket = await openLateSocket(socketUrl, {
      lateMs: 500,
      change: (message) => message.replace(/"remote_user":.*"data": \[\{"hits": \{"count": \d+/, addMillion),
    });
    await using proxy = await openProxy(url, { rewrite: (html) => withSocket(html, socket.port) });
    const result = await visitor.run("goaccess-remote-users", { url: proxy.url });

    expect(result.verdict).toMatchObject({ name: "rows", sentence: "30 rows read." });
    expect(result.observations[0]!.known.pageViews).toBeGreaterThan(1_000_000);
  });

  test("a report whose server is gone is partial: its figures are old", async () => {
    await using proxy = await openProxy(url, {
      // Nobody listens there.
      rewrite: (html) => withSocket(html, 9),
    });
    const ready = site.parse({
      version: 1,
      ready: { selector: ".nav-ws-status.connected, .nav-ws-status:not([style])", timeout: "2s" },
      fields: { userId: ".x" },
    }).ready;
    const { verdict } = await visitor.run("goaccess-remote-users", { url: proxy.url, site: { ready } });

    expect(verdict.name, verdict.sentence).toBe("partial");
    expect(verdict.sentence).toContain("what the site waits for never came");
  });

  test.skipIf(live === undefined)("what changes in place stands in the next run", async () => {
    const before = await visitor.run("goaccess-remote-users", { url });
    const { userId, pageViews } = before.observations[0]!.known;
    const wanted = pageViews! + 7;

    await visitor.browser.withTab(
      async (tab) => {
        await tab.goto(url);
        // What is not in view is not drawn again.
        await tab.evaluate(() => document.querySelector("#panel-remote_user")!.scrollIntoView(), undefined);
        await promisify(execFile)("bash", [live!, userId, "7"]);
        // The page that is open counts them without being loaded again.
        await eventually(() =>
          tab.evaluate(
            ({ name, text }) =>
              [...document.querySelectorAll("tr[data-panel=remote_user]")].some(
                (row) => row.textContent.includes(name) && row.textContent.includes(text),
              ),
            { name: userId, text: String(wanted) },
          ),
        );
      },
      { signal: AbortSignal.timeout(30_000), deadlineMs: 30_000, block: true },
    );
    const after = await visitor.run("goaccess-remote-users", { url });
    expect(byUser(after)[userId]!.known.pageViews).toBe(wanted);
    expect(after.verdict).toMatchObject({ name: "rows", sentence: "30 rows read." });
  });
});

function withSocket(html: string, port: number): string {
  return html.replace(/"url": "ws:[^"]*","port": \d+/, `"url": "ws://127.0.0.1:${port}","port": ${port}`);
}

function addMillion(message: string): string {
  return message.replace(/\d+$/, (count) => String(Number(count) + 1_000_000));
}

if (live === undefined) process.stderr.write("GOACCESS_LIVE is not set: the live part of goaccess is skipped.\n");
