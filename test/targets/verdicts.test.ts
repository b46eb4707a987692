import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundledFolder, loadSite } from "../../src/site/load.ts";
import { openProxy, stoppedUrl, type Meddling } from "./support/proxy.ts";
import { isUp } from "./support/up.ts";
import { openVisitor, type Visit, type Visitor } from "./support/visitor.ts";

// What an app does on a bad day: a proxy between it and the browser brings it about, the rest is the app's own.
const wiki = `http://127.0.0.1:${process.env.MEDIAWIKI_PORT ?? 4801}/`;
const tracker = `http://127.0.0.1:${process.env.REDMINE_PORT ?? 4804}/`;
const secrets = { username: "admin", password: process.env.REDMINE_PASSWORD ?? "Admin-pass-2026!" };
const areUp = (await isUp("mediawiki", wiki)) && (await isUp("redmine", `${tracker}login`));

describe.skipIf(!areUp)("an app on a bad day", () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await openVisitor();
  });
  afterAll(() => visitor[Symbol.asyncDispose]());

  async function run(site: string, app: string, meddling: Meddling, visit: Omit<Visit, "url"> = {}) {
    await using proxy = await openProxy(app, meddling);
    return await visitor.run(site, { url: proxy.url, ...visit });
  }

  test("whose server was stopped is unreachable", async () => {
    const url = await stoppedUrl();
    const { verdict, observations } = await visitor.run("mediawiki-users", { url });
    expect(verdict.name).toBe("unreachable");
    expect(verdict.sentence).toContain(`${url}index.php`);
    expect(verdict.sentence).toContain("ERR_CONNECTION_REFUSED");
    expect(observations).toEqual([]);
  });

  test("whose rows have another class is a changed layout", async () => {
    const { verdict, observations } = await run("mediawiki-users", wiki, {
      rewrite: (html) => html.replaceAll("mw-userlink", "mw-person"),
    });
    expect(verdict.name).toBe("layout-changed");
    expect(verdict.sentence).toContain("(“User list - Metrics Wiki”, status 200) loaded");
    expect(verdict.sentence).toContain("#mw-content-text li:has(> .mw-userlink) matched nothing");
    expect(verdict.sentence).toContain("#mw-content-text p with the text “No user found” is not there either");
    expect(observations).toEqual([]);
  });

  test("whose names stand elsewhere is a changed layout that says how many rows there are", async () => {
    const { verdict } = await run("mediawiki-users", wiki, { rewrite: (html) => html.replaceAll(/<\/?bdi>/g, "") });
    expect(verdict.name).toBe("layout-changed");
    expect(verdict.sentence).toContain("has 62 rows, but none gave a userId: .mw-userlink bdi matched nothing");
  });

  test("whose field moved is read, with a warning", async () => {
    const { verdict, observations } = await run("redmine-users", tracker, { rewrite: withoutLastLogin }, { secrets });
    expect(verdict.name, verdict.sentence).toBe("rows");
    expect(observations).toHaveLength(51);
    expect(verdict.warnings).toEqual(["lastActionTime was found in none of 51 rows (.last_login_on)"]);
  });

  test("that lists fewer than it counts is partial", async () => {
    const { verdict, observations } = await run("redmine-users", tracker, { rewrite: withoutThreeRows }, { secrets });
    expect(verdict.name).toBe("partial");
    expect(verdict.sentence).toContain("48 of 51 rows read");
    expect(verdict.sentence).toContain("the page itself counts 51");
    expect(observations).toHaveLength(48);
  });

  test("that asks to be left alone is blocked, and says for how long", async () => {
    const { verdict } = await run("mediawiki-users", wiki, {
      answer: () => ({ status: 429, headers: { "retry-after": "120" }, html: "<title>Slow down</title>Too many" }),
    });
    expect(verdict.name).toBe("blocked");
    expect(verdict.sentence).toContain("(“Slow down”, status 429) turned the browser away");
    expect(verdict.sentence).toContain("it wants to be left alone for 2 min");
  });

  test("that fails is an error page", async () => {
    const { verdict } = await run("mediawiki-users", wiki, {
      answer: () => ({ status: 500, html: "<title>Internal error</title>[WMa3] Fatal exception" }),
    });
    expect(verdict.name).toBe("error-page");
    expect(verdict.sentence).toContain("(“Internal error”, status 500) is an error page");
  });

  test("that never answers runs into the target's time", async () => {
    const { verdict } = await run("mediawiki-users", wiki, { answer: () => "never" }, { timeoutMs: 2_000 });
    expect(verdict.name).toBe("timeout");
    expect(verdict.sentence).toContain("longer than 2 s");
  });

  test("that fails on the second page keeps what the first one gave", async () => {
    const { verdict, observations } = await run(
      "mediawiki-users",
      wiki,
      { answer: ({ url }) => (url!.includes("offset=") ? { status: 503, html: "<title>Down</title>" } : undefined) },
      { site: { path: "index.php?title=Special:ListUsers&limit=50&uselang=en" } },
    );
    expect(verdict.name).toBe("partial");
    expect(verdict.sentence).toContain("50 rows read, then page 2 ended it.");
    expect(verdict.sentence).toContain("status 503");
    expect(observations).toHaveLength(50);
  });

  test("that goes away at the second page keeps what the first one gave", async () => {
    const { verdict, observations } = await run(
      "mediawiki-users",
      wiki,
      {
        answer: ({ url, socket }) => {
          if (!url!.includes("offset=")) return undefined;
          socket.destroy();
          return "never";
        },
      },
      { site: { path: "index.php?title=Special:ListUsers&limit=50&uselang=en" } },
    );
    expect(verdict.name, verdict.sentence).toBe("partial");
    expect(verdict.sentence).toContain("50 rows read, then page 2 ended it. Cannot open");
    expect(observations).toHaveLength(50);
  });

  test("whose session ends at the second page keeps what the first one gave, and reads all the next time", async () => {
    // The app forgets the session under way; a new one it keeps.
    let dead: string | undefined;
    await using proxy = await openProxy(tracker, {
      forward: ({ url, headers }) => {
        if (url!.includes("page=2")) dead ??= headers.cookie;
        if (dead !== undefined && headers.cookie === dead) delete headers.cookie;
      },
    });
    await using owner = await openVisitor();
    const visit = { url: proxy.url, secrets };
    const first = await owner.run("redmine-users", visit);
    const second = await owner.run("redmine-users", visit);

    expect(first.verdict.name, first.verdict.sentence).toBe("partial");
    expect(first.verdict.sentence).toContain("25 rows read, then page 2 ended it.");
    expect(first.verdict.sentence).toContain("/login?back_url=");
    expect(first.observations).toHaveLength(25);
    expect(second.verdict).toMatchObject({ name: "rows", sentence: "51 rows read on 3 pages." });
  });

  test("that fails while somebody signs in is tried again, and not taken for a refused password", async () => {
    let isDown = true;
    await using proxy = await openProxy(tracker, {
      answer: ({ method }) =>
        isDown && method === "POST" ? { status: 502, html: "<title>Bad gateway</title>" } : undefined,
    });
    await using owner = await openVisitor();
    const { login } = await loadSite("redmine-users", bundledFolder);
    const visit = { url: proxy.url, secrets, site: { login: { ...login!, timeout: 1_000 } } };
    const first = await owner.run("redmine-users", visit);
    isDown = false;
    const second = await owner.run("redmine-users", visit);

    expect(first.verdict.name, first.verdict.sentence).toBe("login-failed");
    expect(first.verdict.sentence).toContain("was answered with status 502");
    expect(second.verdict).toMatchObject({ name: "rows", sentence: "51 rows read on 3 pages." });
  });

  test("that shows a page for people only is blocked", async () => {
    const { verdict } = await run("mediawiki-users", wiki, {
      answer: () => ({ status: 200, html: "<title>Just a moment...</title><p>Checking your browser</p>" }),
    });
    expect(verdict.name).toBe("blocked");
    expect(verdict.sentence).toContain("wants to make sure that a person is looking");
  });
});

function withoutLastLogin(html: string): string {
  return html.replaceAll("last_login_on", "last_seen_on");
}

function withoutThreeRows(html: string, path: string): string {
  if (!path.includes("page=2")) return html;
  let left = 3;
  return html.replaceAll(/<tr class="user active">.*?<\/tr>/gs, (row) => (left-- > 0 ? "" : row));
}
