import { afterEach, describe, expect, it } from "vitest";
import { EnvironmentError } from "../../../src/errors.ts";
import { openDemoApp, type DemoApp } from "../../../src/mock/demo-app/server.ts";

const noon = new Date("2026-11-23T12:00:00.000Z");
const opened: DemoApp[] = [];

afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

async function open(options: Parameters<typeof openDemoApp>[0] = {}): Promise<DemoApp> {
  const app = await openDemoApp({ now: () => noon, ...options });
  opened.push(app);
  return app;
}

async function read(app: DemoApp, path: string): Promise<string> {
  const answer = await fetch(new URL(path, app.url));
  expect(answer.status).toBe(200);
  return answer.text();
}

describe("the users screen", () => {
  it("shows everybody in a table of their own, and says how many they are", async () => {
    const screen = await read(await open({ count: 30 }), "users");
    expect(screen.match(/<tr data-user-id="user-\d+">/g)).toHaveLength(30);
    expect(screen).toContain("<h1>Users</h1>");
    expect(screen).toContain("Showing 30 of 30 users");
  });

  it("has 24 users unless told otherwise", async () => {
    expect(await read(await open(), "users")).toContain("Showing 24 of 24 users");
  });

  it("escapes what people are called", async () => {
    const screen = await read(await open({ count: 100 }), "users");
    expect(screen).toContain("Alder &amp; Finch");
    expect(screen).toContain("O&#39;Hara");
    expect(screen).not.toContain("Alder & Finch");
  });

  it("says so when nobody has an account", async () => {
    const screen = await read(await open({ count: 0 }), "users");
    expect(screen).toContain(`class="no-users"`);
    expect(screen).not.toContain("<table");
  });

  it("changes while time goes by, and looks the same while it does not", async () => {
    let now = noon;
    const app = await open({ now: () => now });
    const first = await read(app, "users/rows");
    expect(await read(app, "users/rows")).toBe(first);

    now = new Date(noon.getTime() + 2_000);
    expect(await read(app, "users/rows")).not.toBe(first);
  });

  it("refreshes with the very list that it was opened with", async () => {
    const app = await open();
    expect(await read(app, "users")).toContain(await read(app, "users/rows"));
  });
});

describe("deactivating an account", () => {
  it("takes the user off the list and is counted, by POST", async () => {
    const app = await open();
    const answer = await fetch(new URL("users/user-1003/deactivate", app.url), { method: "POST", redirect: "manual" });
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe("/users");

    expect([...app.deactivations]).toEqual(["user-1003"]);
    expect(await read(app, "users")).toContain("Showing 23 of 23 users");
    expect(await read(app, "users")).not.toContain("user-1003");
  });

  it("does nothing on GET", async () => {
    const app = await open();
    const answer = await fetch(new URL("users/user-1003/deactivate", app.url));
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("POST");
    expect(app.deactivations.size).toBe(0);
  });

  it("knows nobody who is not on the list", async () => {
    const app = await open();
    const answer = await fetch(new URL("users/user-9999/deactivate", app.url), { method: "POST" });
    expect(answer.status).toBe(404);
    expect(app.deactivations.size).toBe(0);
  });
});

describe("the app around it", () => {
  it("serves every page, style and script that its pages name", async () => {
    const app = await open();
    const screen = await read(app, "users");
    const paths = [...screen.matchAll(/(?:href|src)="(\/[^"]*)"/g)].map(([, path]) => path!);
    expect(new Set(paths)).toEqual(new Set(["/style.css", "/", "/users", "/refresh.js"]));
    for (const path of paths) await read(app, path);
  });

  it("lets nothing run but its own script", async () => {
    const answer = await fetch(new URL("users", (await open()).url));
    expect(answer.headers.get("content-security-policy")).toMatch(/default-src 'none'; script-src 'self'/);
  });

  it("answers 404 for a page that is not there and 405 for a method that is not meant", async () => {
    const { url } = await open();
    expect((await fetch(new URL("nothing", url))).status).toBe(404);
    expect((await fetch(new URL("constructor", url))).status).toBe(404);
    expect((await fetch(new URL("users", url), { method: "DELETE" })).status).toBe(405);
  });

  it("counts its users by status on the start page", async () => {
    const figures = [...(await read(await open(), "")).matchAll(/<dd>(\d+)<\/dd>/g)].map(([, count]) => Number(count));
    expect(figures).toHaveLength(3);
    expect(figures[0]! + figures[1]! + figures[2]!).toBe(24);
  });

  it("says which port is in use", async () => {
    const port = Number(new URL((await open()).url).port);
    const failure = await openDemoApp({ port }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EnvironmentError);
    expect(failure).toMatchObject({
      code: "LM_PORT_IN_USE",
      message: `The demo app cannot listen on 127.0.0.1:${port}`,
    });
  });

  it("listens no more once it is closed", async () => {
    const app = await openDemoApp({ now: () => noon });
    await fetch(app.url);
    await app.close();
    await expect(fetch(app.url)).rejects.toThrow("fetch failed");
  });
});
