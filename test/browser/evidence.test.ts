import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { openPageServer } from "../support/page-server.ts";
import { openLeases, readTitle } from "./leases.ts";

const { lease } = openLeases();

test("keeps the console and uncaught errors when told to, and only then", async () => {
  const page = `<title>Users</title><script>
    console.log("loaded", 3, { users: 2 });
    console.error("x".repeat(600));
    setTimeout(() => { throw new Error("no users"); });
    setTimeout(() => (document.title = "done"), 1);
  </script>`;
  await using server = await openPageServer(page);
  const read = (keepConsole: boolean) =>
    lease(
      async (tab) => {
        await tab.goto(server.origin);
        await eventually(async () => (await tab.evaluate(readTitle, undefined)) === "done");
        return [...tab.console];
      },
      { keepConsole },
    );

  const [log, error, uncaught] = await read(true);
  expect(log).toMatch(/^log: loaded 3 /);
  expect(error).toBe(`error: ${"x".repeat(492)}…`);
  expect(uncaught).toBe("uncaught: no users");
  expect(await read(false)).toEqual([]);
});

test("keeps what dialogs said, of this lease alone", async () => {
  await using server = await openPageServer({
    "/": "<script>alert('Welcome'); confirm('Sure?')</script>",
    "/quiet": "",
  });
  const read = (path: string) =>
    lease(async (tab) => {
      await tab.goto(server.origin + path);
      return [...tab.dialogs];
    });

  expect(await read("/")).toEqual(["alert: Welcome", "confirm: Sure?"]);
  expect(await read("/quiet")).toEqual([]);
});

test("forgets with the old document what it said after its lease", async () => {
  const asked = Promise.withResolvers<ServerResponse>();
  await using server = await openPageServer({
    "/": "<script>fetch('/go').then(() => alert('old'))</script>",
    "/go": (response) => asked.resolve(response),
    "/quiet": "<p>Users</p>",
  });
  const response = await lease(async (tab) => {
    await tab.goto(server.origin);
    return await asked.promise;
  });

  const dialogs = await lease(async (tab) => {
    response.end();
    await eventually(() => tab.dialogs.length > 0);
    await tab.goto(`${server.origin}/quiet`);
    return [...tab.dialogs];
  });

  expect(dialogs).toEqual([]);
});

test("takes a picture of the viewport, of two pages at a time", async () => {
  await using server = await openPageServer("<body style='background: teal'>");
  const take = () =>
    lease(async (tab) => {
      await tab.goto(server.origin);
      return await tab.screenshot();
    });

  for (const png of await Promise.all([take(), take()])) {
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(png.readUInt32BE(16)).toBeGreaterThan(1_000);
  }
});

test("gives the document as HTML, with open shadow roots and whatever a form hides", async () => {
  const page = `<!DOCTYPE html><html lang="en"><head></head><body><form name="documentElement"><input name="shadowRoot"></form><x-user></x-user><script>
    const shadow = document.querySelector("x-user").attachShadow({ mode: "open" });
    shadow.innerHTML = "<span>Ada Example</span><i></i>";
    shadow.querySelector("span").attachShadow({ mode: "open" }).innerHTML = "<slot></slot> online";
  </script></body></html>`;
  await using server = await openPageServer(page);

  const html = await lease(async (tab) => {
    await tab.goto(server.origin);
    return await tab.content();
  });

  expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="en"><head><\/head><body>/);
  expect(html).toContain(
    '<x-user><template shadowrootmode="open"><span><template shadowrootmode="open"><slot></slot> online</template>Ada Example</span><i></i></template></x-user>',
  );
  expect(html).toMatch(/<\/body><\/html>$/);
});
