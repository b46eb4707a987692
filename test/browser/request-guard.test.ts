import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import type { Tab } from "../../src/browser/tab.ts";
import { eventually } from "../support/eventually.ts";
import { openPageServer, type PageServer } from "../support/page-server.ts";
import { openLeases, readTitle } from "./leases.ts";

const { lease } = openLeases();

/** Says what was asked for, by which method. */
const echo = (response: ServerResponse) => response.end(`${response.req.method} ${response.req.url}`);

const script = (code: string): string => `<title>Users</title><p>Ada Example</p><script type=module>${code}</script>`;

function guardFor({ origin }: PageServer, guard: { readOnly?: boolean; allowPosts?: string[] } = {}) {
  return { guard: { origins: [origin], readOnly: true, allowPosts: [], ...guard } };
}

/** Waits until the page has given itself a title. */
async function settledTitle(tab: Tab): Promise<string> {
  return await eventually(async () => {
    const title = await tab.evaluate(readTitle, undefined);
    return title === "Users" ? undefined : title;
  });
}

const writeEveryWay = script(`
  const answers = [];
  for (const [method, path] of [["POST", "/write"], ["PUT", "/write"], ["DELETE", "/write"], ["GET", "/read"]])
    answers.push(await fetch(path, { method }).then((response) => response.text(), () => "refused"));
  navigator.sendBeacon("/beacon", "x");
  const request = new XMLHttpRequest();
  request.open("POST", "/xhr");
  request.onloadend = () => (document.title = [...answers, request.status].join());
  request.send();
`);

test("refuses to let a page write, and names what it refused", async () => {
  await using server = await openPageServer({ "/": writeEveryWay, "/read": echo, "/write": echo, "/xhr": echo });

  const [title, refused] = await lease(async (tab) => {
    await tab.goto(server.origin);
    return [await settledTitle(tab), tab.refused] as const;
  }, guardFor(server));

  expect(title).toBe("refused,refused,refused,GET /read,0");
  expect(server.requests).toEqual(["/", "/read"]);
  expect(refused.map(({ url, method, reason }) => `${reason} ${method} ${url}`).sort()).toEqual([
    `method DELETE ${server.origin}/write`,
    `method POST ${server.origin}/beacon`,
    `method POST ${server.origin}/write`,
    `method POST ${server.origin}/xhr`,
    `method PUT ${server.origin}/write`,
  ]);
});

test("lets posts through that are allowed, and all of them while it is not read-only", async () => {
  const post = script(
    `document.title = await fetch("/graphql?a=1", { method: "POST" }).then((r) => r.text(), () => "refused")`,
  );
  await using server = await openPageServer({ "/": post, "/graphql": echo });
  const read = async (tab: Tab): Promise<string> => {
    await tab.goto(server.origin);
    return await settledTitle(tab);
  };

  expect(await lease(read, guardFor(server, { allowPosts: ["/graphql"] }))).toBe("POST /graphql?a=1");
  expect(await lease(read, guardFor(server, { allowPosts: ["/users"] }))).toBe("refused");
  const titles = await lease(
    async (tab) => {
      const first = await read(tab);
      await tab.setReadOnly(true);
      return [first, await read(tab)];
    },
    guardFor(server, { readOnly: false }),
  );
  expect(titles).toEqual(["POST /graphql?a=1", "refused"]);
  expect(await lease(read)).toBe("POST /graphql?a=1");
});

test("keeps the document when a form of it is not to be posted", async () => {
  const form = `<title>Users</title><form method=post action=/write></form><script>document.forms[0].submit()</script>`;
  await using server = await openPageServer({ "/": form, "/write": echo });

  const title = await lease(async (tab) => {
    await tab.goto(server.origin);
    await eventually(() => tab.refused.length > 0);
    return await tab.evaluate(readTitle, undefined);
  }, guardFor(server));

  expect(title).toBe("Users");
  expect(server.requests).toEqual(["/"]);
});

test("refuses writing by a frame of another site and by workers", async () => {
  const post = `fetch("/write", { method: "POST" }).then(() => "written", () => "refused")`;
  await using other = await openPageServer({
    "/": `<script type=module>parent.postMessage(await ${post}, "*")</script>`,
    "/write": echo,
  });
  const asScript = (code: string) => (response: ServerResponse) =>
    response.writeHead(200, { "content-type": "text/javascript" }).end(code);
  await using server = await openPageServer({
    "/": `<title>Users</title><script>
      const answers = [];
      const add = (from) => ({ data }) => {
        answers.push(from + " " + data);
        if (answers.length === 2) document.title = answers.sort().join();
      };
      onmessage = add("frame");
      new Worker("/worker.js").onmessage = add("worker");
    </script><iframe src="${other.origin.replace("127.0.0.1", "localhost")}"></iframe>`,
    "/worker.js": asScript(`${post}.then(postMessage)`),
    "/write": echo,
  });

  const [title, refused] = await lease(async (tab) => {
    await tab.goto(server.origin);
    return [await settledTitle(tab), tab.refused.map(({ url }) => new URL(url).hostname).sort()] as const;
  }, guardFor(server));

  expect(title).toBe("frame refused,worker refused");
  expect(refused).toEqual(["127.0.0.1", "localhost"]);
  expect([...server.requests, ...other.requests]).not.toContain("/write");
});

test("refuses writing by windows it opens and by a shared worker", async () => {
  await using server = await openPageServer({
    "/": `<title>Users</title>
      <form method=post action=/window-write target=_blank></form>
      <form method=post action=/stranger-write target=_blank rel=noopener></form>
      <script>
        new SharedWorker("/shared.js").port.start();
        for (const form of document.forms) form.submit();
      </script>`,
    "/shared.js": (response) =>
      response.writeHead(200, { "content-type": "text/javascript" }).end(`fetch("/shared-write", { method: "POST" })`),
    "/window-write": echo,
    "/stranger-write": echo,
    "/shared-write": echo,
  });

  const refused = await lease(async (tab) => {
    await tab.goto(server.origin);
    await eventually(() => tab.refusedTotal === 3);
    return tab.refused.map(({ url }) => new URL(url).pathname).sort();
  }, guardFor(server));

  expect(refused).toEqual(["/shared-write", "/stranger-write", "/window-write"]);
  expect(server.requests).toEqual(["/", "/shared.js"]);
});

test("leaves leases alone that have no guard while one has", async () => {
  await using server = await openPageServer({
    "/": "<title>Users</title>",
    "/windows":
      "<title>Users</title><form method=post action=/write target=_blank></form><script>document.forms[0].submit()</script>",
    "/write": echo,
  });

  await lease(async (guarded) => {
    await guarded.goto(server.origin);
    await lease(async (free) => {
      await free.goto(`${server.origin}/windows`);
      await eventually(() => server.requests.includes("/write"));
    });
    expect(guarded.refused).toEqual([]);
  }, guardFor(server));
});

test.each([
  ["a script", (target: string) => script(`location.href = "${target}"`)],
  ["a meta refresh", (target: string) => `<meta http-equiv=refresh content="0;url=${target}"><title>Users</title>`],
  ["a redirect of its own origin", () => script(`location.href = "/out"`)],
])("stays at its document when %s leads to another origin", async (_what, toPage) => {
  await using other = await openPageServer("<title>Elsewhere</title>");
  await using server = await openPageServer({
    "/": toPage(`${other.origin}/`),
    "/out": (response) => response.writeHead(302, { location: `${other.origin}/` }).end(),
  });

  const [title, document, refused] = await lease(async (tab) => {
    await tab.goto(server.origin);
    await eventually(() => tab.refused.length > 0);
    return [await tab.evaluate(readTitle, undefined), tab.document, tab.refused] as const;
  }, guardFor(server));

  expect(title).toBe("Users");
  expect(document).toEqual({ url: `${server.origin}/`, status: 200, retryAfter: undefined });
  expect(refused).toEqual([{ url: `${other.origin}/`, method: "GET", resourceType: "Document", reason: "origin" }]);
  expect(other.requests).toEqual([]);
});

test("ends a document that leaves while it is parsed, and tells of it", async () => {
  await using other = await openPageServer("<title>Elsewhere</title>");
  await using server = await openPageServer(
    `<title>Signing in</title><script>location.href = "${other.origin}/"</script><p>Ada Example</p>`,
  );

  const [title, refused] = await lease(async (tab) => {
    await tab.goto(server.origin);
    return [await tab.evaluate(readTitle, undefined), tab.refused.map(({ reason }) => reason)] as const;
  }, guardFor(server));

  expect([title, refused]).toEqual(["Signing in", ["origin"]]);
});

test("says where an address leads that redirects to another origin", async () => {
  await using other = await openPageServer("<title>Elsewhere</title>");
  await using server = await openPageServer({
    "/": (response) => response.writeHead(302, { location: `${other.origin}/login` }).end(),
  });

  await expect(lease((tab) => tab.goto(server.origin), guardFor(server))).rejects.toMatchObject({
    code: "LM_PAGE_ASTRAY",
    message: `Cannot open ${server.origin}: it leads to ${other.origin}, where this target may not go`,
  });
});

test("lets frames show other origins", async () => {
  await using other = await openPageServer("<script>parent.postMessage('seen', '*')</script>");
  await using server = await openPageServer(
    `<title>Users</title><script>onmessage = ({ data }) => (document.title = data)</script><iframe src="${other.origin}">`,
  );

  const title = await lease(async (tab) => {
    await tab.goto(server.origin);
    return await settledTitle(tab);
  }, guardFor(server));

  expect(title).toBe("seen");
});

test("names images that blocking left out, of this lease alone", async () => {
  const page = (name: string) => `<title>Users</title><img src="/${name}.png" onerror="document.title = 'no image'">`;
  await using server = await openPageServer({ "/a": page("a"), "/b": page("b") });
  const read = (path: string) =>
    lease(async (tab) => {
      await tab.goto(server.origin + path);
      await settledTitle(tab);
      return [tab.refusedTotal, tab.refused.map(({ url, reason }) => `${reason} ${url}`)];
    });

  expect(await read("/a")).toEqual([1, [`resource ${server.origin}/a.png`]]);
  expect(await read("/b")).toEqual([1, [`resource ${server.origin}/b.png`]]);
});

test("sees the requests of a page whose service worker would send them", async () => {
  const worker = `self.addEventListener("activate", (event) => event.waitUntil(clients.claim()));
    self.addEventListener("fetch", (event) => event.respondWith(fetch(event.request)));`;
  const install = script(`
    await navigator.serviceWorker.register("/worker.js");
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) await new Promise((go) => (navigator.serviceWorker.oncontrollerchange = go));
    document.title = "ready";
  `);
  const post = script(
    `document.title = await fetch("/write", { method: "POST" }).then((r) => r.text(), () => "refused")`,
  );
  await using server = await openPageServer({
    "/": install,
    "/post": post,
    "/write": echo,
    "/worker.js": (response) => response.writeHead(200, { "content-type": "text/javascript" }).end(worker),
  });
  const read = (path: string) => async (tab: Tab) => {
    await tab.goto(server.origin + path);
    return await settledTitle(tab);
  };

  await lease(read("/"));

  expect(await lease(read("/post"), guardFor(server))).toBe("refused");
  expect(await lease(read("/post"))).toBe("POST /write");
});
