import { describe, expect, it } from "vitest";
import { troubles } from "../../../src/mock/demo-app/troubles/index.ts";
import { eventually } from "../../support/eventually.ts";
import { idsIn, openApp, Visitor } from "./visit.ts";

async function look(troubles: string, path = "users"): ReturnType<Visitor["get"]> {
  await using app = await openApp();
  return await new Visitor(app.at(troubles)).get(path);
}

describe("each trouble", () => {
  it.each(Object.entries(troubles))("%s is described in one sentence", (_, { description }) => {
    expect(description).toMatch(/^[A-Z].*\.?$/);
    expect(description.length).toBeLessThan(180);
  });
});

describe("answers that are not the screen", () => {
  it.each([
    ["forbidden", 403, "You do not have access to this page."],
    ["server-error", 500, "Internal Server Error"],
    ["soft-error", 200, "Something went wrong"],
    ["blocked", 200, "Checking your browser"],
  ])("%s answers %i and says “%s”", async (trouble, status, words) => {
    const answer = await look(trouble);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(words);
    expect(idsIn(answer.text)).toEqual([]);
    expect((await look(trouble, "style.css")).status).toBe(200);
  });

  it.each([
    ["rate-limit", "30"],
    ["rate-limit:5", "5"],
  ])("%s says when to come again", async (trouble, seconds) => {
    const { status, headers } = await look(trouble);
    expect(status).toBe(429);
    expect(headers.get("retry-after")).toBe(seconds);
  });

  it("slow answers, though not at once", async () => {
    expect(idsIn((await look("slow:1")).text)).toHaveLength(24);

    const app = await openApp();
    const answer = fetch(new URL("users", app.at("slow:100000"))).catch((error: unknown) => error);
    await eventually(() => app.requests.length === 1);
    await new Visitor(app.at("slow:1")).get("users");
    await app.close();
    expect(await answer).toBeInstanceOf(TypeError);
  });

  it("never-answers takes the request and says nothing, while the app can still be closed", async () => {
    const app = await openApp();
    const answer = fetch(new URL("users", app.at("never-answers"))).catch((error: unknown) => error);
    await eventually(() => app.requests.length === 1);
    await app.close();
    expect(await answer).toBeInstanceOf(TypeError);
  });
});

describe("walls", () => {
  it("login-wall leads every screen to the form, and scripts to 401", async () => {
    for (const path of ["", "users", "users/more", "activity"])
      expect((await look("login-wall", path)).location).toMatch(/^\/with\/login-wall\/login\?back=/);
    expect((await look("login-wall", "api/users")).status).toBe(401);
    expect((await look("login-wall", "login")).status).toBe(200);
  });

  it("login-wall-after lets the first pages pass", async () => {
    await using app = await openApp();
    const visitor = new Visitor(app.at("login-wall-after"));
    const statuses = [];
    for (const page of [1, 2, 3]) statuses.push((await visitor.get(`users?page=${page}&size=5`)).status);
    expect(statuses).toEqual([200, 200, 303]);

    await visitor.signIn();
    expect((await visitor.get("users?page=3&size=5")).status).toBe(200);
  });

  it("expired-session ends a session after so many requests, and a new one can be had", async () => {
    await using app = await openApp();
    const visitor = new Visitor(app.at("expired-session:2"));
    expect((await visitor.get("users")).status).toBe(303);
    for (const round of [1, 2]) {
      await visitor.signIn();
      const statuses = [];
      for (const page of [1, 2, 3]) statuses.push((await visitor.get(`users?page=${page}&size=5`)).status);
      expect({ round, statuses }).toEqual({ round, statuses: [200, 200, 303] });
    }
  });

  it("rolling replaces the cookie at each answer, and voids the old one", async () => {
    await using app = await openApp();
    const visitor = new Visitor(app.at("rolling"));
    const cookie = (await visitor.signIn()).headers.get("set-cookie")!.split(";")[0]!;
    expect((await visitor.get("users")).status).toBe(200);
    expect((await visitor.get("users")).status).toBe(200);

    const stale = await fetch(new URL("users", app.at("rolling")), { headers: { cookie }, redirect: "manual" });
    expect(stale.status).toBe(303);
  });

  it("token-login keeps the users from whoever does not send the token", async () => {
    await using app = await openApp();
    const base = app.at("token-login");
    expect(await (await fetch(new URL("users", base))).text()).not.toContain("user-1001");
    expect((await fetch(new URL("api/users", base))).status).toBe(401);

    const body = new URLSearchParams({ username: "admin", password: "correct horse" });
    const { token } = (await (await fetch(new URL("api/login", base), { method: "POST", body })).json()) as {
      token: string;
    };
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(new URL("api/users", base), { headers })).status).toBe(200);
  });
});

describe("markup", () => {
  it("renamed-classes has other class names on page and style sheet alike, the same on each load", async () => {
    const classes = (text: string) =>
      new Set([...text.matchAll(/ class="([^"]*)"/g)].flatMap(([, names]) => names!.split(" ")));
    const first = classes((await look("renamed-classes")).text);
    expect([...first].filter((name) => !/^css-[0-9a-f]{6}$/.test(name))).toEqual([]);
    expect(classes((await look("renamed-classes")).text)).toEqual(first);
    expect(classes((await look("renamed-classes:2")).text).intersection(first).size).toBe(0);
    expect(idsIn((await look("renamed-classes")).text)).toHaveLength(24);

    const styled = (await look("renamed-classes", "style.css")).text;
    expect([...first].some((name) => styled.includes(`.${name} {`))).toBe(true);
  });

  it("hashed-classes has new ones on each load", async () => {
    await using app = await openApp();
    const visitor = new Visitor(app.at("hashed-classes"));
    const table = /<table class="(css-[0-9a-f]{6})">/;
    const [, first] = table.exec((await visitor.get("users")).text)!;
    const [, second] = table.exec((await visitor.get("users")).text)!;
    expect(second).not.toBe(first);
  });

  it("missing-cells lacks one thing in three rows of four", async () => {
    const rows = (await look("missing-cells+people:8")).text.split("<tr data-user-id").slice(1);
    const lacks = rows.map((row) =>
      ["views number", `class="email"`, `class="status`].find((part) => !row.includes(part)),
    );
    const four = ["views number", `class="email"`, `class="status`, undefined];
    expect(lacks).toEqual([...four, ...four]);
  });

  it("no-ids tells nobody apart", async () => {
    const { text } = await look("no-ids");
    expect(text.match(/<span class="name">/g)).toHaveLength(24);
    expect(text).not.toMatch(/user-1\d{3}|mailto:/);
  });

  it("duplicates has one id twice, and a card beside each row", async () => {
    const { text } = await look("duplicates+people:5");
    expect(idsIn(text)).toEqual(["user-1001", "user-1001", "user-1003", "user-1004", "user-1005"]);
    expect(text.match(/<article class="card" data-user-id=/g)).toHaveLength(5);
    expect(new Set([...text.matchAll(/<span class="name">([^<]+)/g)].map(([, name]) => name)).size).toBe(5);
  });

  it("hostile-names are there as text", async () => {
    const { text } = await look("hostile-names");
    expect(text).toContain("&lt;script&gt;document.title=&#39;owned&#39;&lt;/script&gt;");
    expect(text).not.toContain("<img src=x");
    for (const part of ["\u202E", "\u200B", "\u001B[31m", "=cmd|", "LongLongLong", "Two\nLines"])
      expect(text).toContain(part);
  });

  it("clobbered has forms for rows, whose fields hide what scripts use", async () => {
    const { text } = await look("clobbered+people:3");
    expect(text.match(/<form class="user" data-user-id="user-\d+">/g)).toHaveLength(3);
    expect(text).toContain(`<input type="hidden" name="textContent" value="clobbered" />`);
    expect(text).toContain(`<img name="documentElement"`);
  });

  it.each(["endless-skeleton", "endless-spinner"])("%s never has a row", async (trouble) => {
    for (const path of ["users", "users/rows"]) {
      const { text } = await look(trouble, path);
      expect(idsIn(text)).toEqual([]);
      expect(text).toContain(`aria-busy="true"`);
    }
  });
});

describe("lists", () => {
  it("people are as many as asked for", async () => {
    expect(idsIn((await look("people")).text)).toHaveLength(120);
    expect(idsIn((await look("people:3")).text)).toHaveLength(3);
  });

  it("nobody is said, or not", async () => {
    expect((await look("nobody")).text).toContain(`class="no-users"`);
    const { text } = await look("nobody-unsaid");
    expect(text).toMatch(/<tbody>\s*<\/tbody>/);
    expect(text).not.toContain("no-users");
  });

  it("short claims more than is listed", async () => {
    const { text } = await look("short");
    expect(idsIn(text)).toHaveLength(24);
    expect(text).toContain("Showing 24 of 31 users");
  });

  it.each([
    ["endless-next", 1, 2],
    ["endless-next", 3, 3],
    ["looping-next", 2, 3],
    ["looping-next", 3, 1],
  ])("%s leads from page %i to %i", async (trouble, page, next) => {
    const { text } = await look(trouble, page === 1 ? "users" : `users?page=${page}&size=10`);
    expect(text).toContain(`rel="next" href="/with/${trouble}/users?page=${next}&amp;size=10"`);
  });

  it("graphql is where the rows are, and nowhere else", async () => {
    await using app = await openApp();
    const base = app.at("graphql+people:9");
    expect(idsIn((await look("graphql")).text)).toEqual([]);
    expect((await look("graphql", "api/users")).status).toBe(404);

    const ask = async (query: string) => {
      const body = JSON.stringify({ operationName: "Users", query, variables: { page: 1, size: 5 } });
      return await fetch(new URL("graphql", base), { method: "POST", body });
    };
    const { data } = (await (await ask("query Users { users }")).json()) as {
      data: { users: { totalCount: number; nodes: unknown[] } };
    };
    expect({ total: data.users.totalCount, count: data.users.nodes.length }).toEqual({ total: 9, count: 5 });
    expect((await ask("mutation")).status).toBe(400);
  });
});

describe("languages and times", () => {
  it.each([
    [
      "german",
      "de",
      "1.234,5 Min.",
      "12.345",
      "gerade eben",
      "vor 2 Stunden",
      "22.11.26, 11:00",
      "24 von 24 Benutzern",
    ],
    ["spanish", "es", "1.234,5 min", "12.345", "ahora mismo", "hace 2 horas", "22/11/26, 11:00", "24 de 24 usuarios"],
    [
      "french",
      "fr",
      "1 234,5 min",
      "12 345",
      "à l’instant",
      "il y a 2 heures",
      "22/11/2026 11:00",
      "24 utilisateurs sur 24",
    ],
  ])("%s is spoken, its numbers and times too", async (trouble, tag, ...texts) => {
    const plain = (await look(trouble)).text.replaceAll(/[\u00A0\u202F]/g, " ");
    expect(plain).toContain(`<html lang="${tag}">`);
    for (const text of texts) expect(plain).toContain(text);
    expect(plain).not.toContain("datetime=");
  });

  it("far-times have no zone", async () => {
    const times = [...(await look("far-times")).text.matchAll(/<time>([^<]*)<\/time>/g)].map(([, time]) => time!);
    expect(times).toHaveLength(24);
    for (const time of times) expect(time).toMatch(/^2026-11-2\d \d\d:\d\d:\d\d$/);
  });
});

describe("scripts", () => {
  it("are the app's own files, under its strict policy", async () => {
    const { text, headers } = await look("tampered+leaves");
    expect(text).toMatch(/<head><script src="\/with\/tampered\+leaves\/troubles\/tampered\.js">/);
    expect(text).toContain(`<script src="/with/tampered+leaves/troubles/leaves.js"></script></body>`);
    expect(headers.get("content-security-policy")).toMatch(/script-src 'self';/);
    expect((await look("tampered", "troubles/tampered.js")).headers.get("content-type")).toMatch(/^text\/javascript/);
    expect((await look("nobody", "troubles/tampered.js")).status).toBe(404);
  });

  it("posts are taken for what they are", async () => {
    await using app = await openApp();
    const url = new URL("users", app.at("posts"));
    expect((await fetch(url, { method: "POST", body: "heartbeat" })).status).toBe(204);
    expect((await fetch(url, { method: "POST", body: "something else" })).status).toBe(405);
  });
});
