import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isUp, readExpected } from "./support/up.ts";
import { byUser, openVisitor, type Visitor } from "./support/visitor.ts";

const url = `http://127.0.0.1:${process.env.MEDIAWIKI_PORT ?? 4801}/`;

interface Expected {
  listUsers: { userName: string; edits: number }[];
  activeUsers: { userName: string; actions: number }[];
  recentChanges: { userName: string; comment: string; time: string }[];
}

/** Accounts of the installation itself: the administrator, and the one that wrote the main page. */
const administrator = "Admin";
const own = "MediaWiki default";

describe.skipIf(!(await isUp("mediawiki", url)))("MediaWiki", () => {
  let visitor: Visitor;
  let expected: Expected;
  beforeAll(async () => {
    visitor = await openVisitor();
    expected = await readExpected<Expected>("mediawiki");
  });
  afterAll(() => visitor[Symbol.asyncDispose]());

  const users = (): object => ({
    ...Object.fromEntries(
      expected.listUsers.map(({ userName, edits }) => [userName, known({ userName, eventsTriggered: edits })]),
    ),
    [administrator]: known({ userName: administrator, eventsTriggered: 0 }),
    [own]: known({ userName: own, eventsTriggered: 1 }),
  });

  test("all 62 accounts with their edits, on one page of 500", async () => {
    const result = await visitor.run("mediawiki-users", { url });

    expect(result.verdict).toMatchObject({ name: "rows", sentence: "62 rows read.", warnings: [] });
    expect(byUser(result)).toEqual(users());
  });

  test("all 62 accounts with their edits, on pages of 50 and of 20", async () => {
    for (const [limit, pages] of [
      [50, 2],
      [20, 4],
    ]) {
      const path = `index.php?title=Special:ListUsers&limit=${limit}&uselang=en`;
      const result = await visitor.run("mediawiki-users", { url, site: { path } });

      expect(result.verdict).toMatchObject({ name: "rows", sentence: `62 rows read on ${pages} pages.` });
      expect(byUser(result)).toEqual(users());
    }
  });

  test("the 59 who did something", async () => {
    const result = await visitor.run("mediawiki-active-users", { url });

    expect(result.verdict).toMatchObject({ name: "rows", sentence: "59 rows read.", warnings: [] });
    expect(byUser(result)).toEqual({
      ...Object.fromEntries(
        expected.activeUsers.map(({ userName, actions }) => [userName, known({ userName, eventsTriggered: actions })]),
      ),
      [own]: known({ userName: own, eventsTriggered: 1 }),
    });
  });

  test("the last of the newest 50 changes of each user", async () => {
    const path = "index.php?title=Special:RecentChanges&days=3650&limit=50&enhanced=0&uselang=en";
    const result = await visitor.run("mediawiki-recent-changes", { url, site: { path } });

    // The change of the installation itself takes the place of the oldest.
    const changes = expected.recentChanges.slice(0, 49).toReversed();
    const { [own]: installed, ...others } = byUser(result);
    expect(result.verdict.name, result.verdict.sentence).toBe("rows");
    expect(result.verdict.evidence.rows).toBe(50);
    expect(installed!.known).toMatchObject({ userName: own, lastAction: "Changed Main Page" });
    expect(others).toEqual(
      Object.fromEntries(
        changes.map(({ userName, comment, time }) => [
          userName,
          known({ userName, lastAction: comment, lastActionTime: time.replace("Z", ".000Z") }),
        ]),
      ),
    );
  });

  test.each([
    ["mediawiki-users", "index.php?title=Special:ListUsers&group=suppress&uselang=en"],
    ["mediawiki-active-users", "index.php?title=Special:ActiveUsers&groups%5B%5D=bot&uselang=en"],
    ["mediawiki-recent-changes", "index.php?title=Special:RecentChanges&namespace=14&enhanced=0&uselang=en"],
  ])("%s without anybody is proven empty", async (site, path) => {
    const { verdict, observations } = await visitor.run(site, { url, site: { path } });
    expect(verdict.name, verdict.sentence).toBe("empty");
    expect(observations).toEqual([]);
  });

  test("a page that does not exist is an error page", async () => {
    const { verdict } = await visitor.run("mediawiki-users", { url, site: { path: "index.php/No_such_page" } });
    expect(verdict.name, verdict.sentence).toBe("error-page");
    expect(verdict.sentence).toContain("status 404");
  });
});

function known({ userName, ...others }: { userName: string } & Record<string, unknown>): object {
  return { known: { userId: userName, userName, ...others }, missing: {} };
}
