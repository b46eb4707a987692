import { afterAll, describe, expect, test } from "vitest";
import { openPageServer } from "../support/page-server.ts";
import { openTestBrowser } from "../support/test-browser.ts";

const browser = openTestBrowser();
afterAll(() => browser.close());

const lease = { signal: AbortSignal.timeout(50_000), deadlineMs: 20_000, block: false };

describe("a served document", () => {
  test("is the page at its address, though no such host is known", async () => {
    const url = "https://app.example.invalid/users?page=2#top";
    const html = "<!doctype html><title>Users</title><p>Ada Example</p>";
    const seen = await browser.withTab(
      async (tab) => {
        const { status } = await tab.goto(url);
        return { status, ...(await tab.evaluate(() => ({ url: location.href, title: document.title }), undefined)) };
      },
      { ...lease, serve: { url, html } },
    );
    expect(seen).toEqual({ status: 200, url, title: "Users" });
  });

  test("gets nothing from any network and runs no script, and the next lease is as ever", async () => {
    await using server = await openPageServer("<title>Live</title><script>document.title += ' and at work'</script>");
    const url = `${server.origin}/saved`;
    const html = `<title>Saved</title><link rel="stylesheet" href="/style.css"><img src="/image.png">
      <iframe src="/frame"></iframe><iframe srcdoc="<p id=inner>inside</p>"></iframe>
      <script>document.title = "Ran"</script><script src="/script.js"></script>`;
    const inner = await browser.withTab(
      async (tab) => {
        await tab.goto(url);
        for (;;) {
          const seen = await tab.evaluate(
            () => ({
              state: document.readyState,
              title: document.title,
              inner: document.querySelectorAll("iframe")[1]!.contentDocument?.querySelector("#inner")?.textContent,
            }),
            undefined,
          );
          if (seen.state === "complete") return seen;
        }
      },
      { ...lease, serve: { url, html } },
    );
    expect(inner).toEqual({ state: "complete", title: "Saved", inner: "inside" });
    expect(server.requests).toEqual([]);

    const title = await browser.withTab(async (tab) => {
      await tab.goto(server.url);
      return await tab.evaluate(() => document.title, undefined);
    }, lease);
    expect(title).toBe("Live and at work");
  });

  test("leads nowhere else", async () => {
    const url = "http://app.example.invalid/";
    const going = browser.withTab(async (tab) => await tab.goto("http://app.example.invalid/other"), {
      ...lease,
      serve: { url, html: "" },
    });
    await expect(going).rejects.toMatchObject({ code: "LM_PAGE_UNREACHABLE" });
  });
});
