import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { once } from "node:events";
import { idsIn, openApp, Visitor } from "./visit.ts";

describe("the users screen by pages", () => {
  it("shows one page, how many there are in all, and links to the others", async () => {
    await using app = await openApp();
    const { text } = await new Visitor(app.at("people:120")).get("users?page=2&size=25");
    expect(idsIn(text)).toHaveLength(25);
    expect(idsIn(text)[0]).toBe("user-1026");
    expect(text).toContain("26–50 of 120 users");
    expect(text).toContain(`<a rel="next" href="/with/people:120/users?page=3&amp;size=25">`);
    expect(text).toContain(`<a href="/with/people:120/users?page=5&amp;size=25">5</a>`);
    expect(text).not.toContain("page=6");
  });

  it("has no next link on the last page", async () => {
    await using app = await openApp();
    const { text } = await new Visitor(app.at("people:120")).get("users?page=5&size=25");
    expect(idsIn(text)).toHaveLength(20);
    expect(text).not.toContain(`rel="next"`);
  });
});

describe("what scripts fetch", () => {
  it("gives the rows of one page, and nothing past the end", async () => {
    await using app = await openApp();
    const visitor = new Visitor(app.at("people:30"));
    expect(idsIn((await visitor.get("users/slice?page=2&size=25")).text)).toHaveLength(5);
    expect((await visitor.get("users/slice?page=3&size=25")).text).toBe("");
  });

  it("gives users as JSON", async () => {
    await using app = await openApp();
    const answer = await new Visitor(app.at("people:30")).get("api/users?page=2&size=20");
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    const { users, ...rest } = JSON.parse(answer.text) as { users: { userId: string }[] };
    expect(rest).toEqual({ total: 30, page: 2, size: 20 });
    expect(users).toHaveLength(10);
    expect(users[0]!.userId).toBe("user-1021");
  });

  it("sends the whole list at once to a WebSocket", async () => {
    await using app = await openApp();
    const socket = new WebSocket(`${app.at("people:7").replace("http", "ws")}users/live`);
    const [message] = (await once(socket, "message")) as [Buffer];
    socket.terminate();
    const { type, users } = JSON.parse(message.toString()) as { type: string; users: unknown[] };
    expect({ type, count: users.length }).toEqual({ type: "users", count: 7 });
  });
});

describe("the other screens", () => {
  it("holds its state as JSON that no name can end", async () => {
    await using app = await openApp();
    const { text } = await new Visitor(app.at("hostile-names+people:3")).get("users/app");
    const state = /<script type="application\/json" id="state">(.*?)<\/script>/s.exec(text)![1]!;
    expect(JSON.parse(state)).toMatchObject({
      total: 3,
      users: [{ userName: "<script>document.title='owned'</script>" }, {}, {}],
    });
  });

  it("groups what was done by day", async () => {
    await using app = await openApp();
    const { text } = await new Visitor(app.at("people:9")).get("activity");
    expect([...text.matchAll(/<h3 data-day="([^"]+)">/g)].map(([, day]) => day)).toEqual([
      "2026-11-23",
      "2026-11-22",
      "2026-11-21",
    ]);
    expect(text).toContain("Monday, November 23, 2026");
    expect(text.match(/<dt><time>\d\d:\d\d<\/time><\/dt>\s*<dd>/g)).toHaveLength(15);
  });

  it("gives each user two rows", async () => {
    await using app = await openApp();
    const { text } = await new Visitor(app.at("people:9")).get("users/pairs");
    expect(text.match(/<tr class="user" data-user-id="[^"]+">[^]*?<tr class="details">/g)).toHaveLength(9);
  });

  it("lets the frame in, and nothing else", async () => {
    await using app = await openApp();
    const { headers } = await new Visitor(app.url).get("users/frame");
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; script-src 'self';.*; frame-src 'self'$/,
    );
  });
});
