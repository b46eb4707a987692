import { describe, expect, it } from "vitest";
import { idsIn, openApp, Visitor } from "./visit.ts";

describe("an address with troubles", () => {
  it("is made of their names and a token", async () => {
    await using app = await openApp();
    expect(app.at("")).toBe(app.url);
    expect(app.at("slow:5+nobody")).toBe(`${app.url}with/slow:5+nobody/`);
    expect(app.at("nobody", "run-1")).toBe(`${app.url}with/nobody/~run-1/`);
    expect(app.at("", "run-1")).toBe(`${app.url}with/~run-1/`);
  });

  it("keeps its links, forms and scripts within itself", async () => {
    await using app = await openApp();
    for (const base of ["with/people:60/", "with/people:60/~a/", "with/~a/"])
      for (const path of ["", "users", "users?page=2", "users/more", "users/frame", "login", "nothing"]) {
        const { text } = await new Visitor(app.url).get(base + path);
        const targets = [...text.matchAll(/ (?:href|src|action)="([^"]*)"/g)].map(([, target]) => target!);
        expect(targets.filter((target) => /^\/|^http/.test(target) && !target.startsWith(`/${base}`))).toEqual([]);
        expect(targets).toContain(`/${base}style.css`);
      }
  });

  it("joins the troubles of several names", async () => {
    await using app = await openApp();
    const { text } = await new Visitor(app.at("people:9+short")).get("users");
    expect(text).toContain("Showing 9 of 16 users");
  });

  it("takes what its token stands for, and nothing of another one", async () => {
    await using app = await openApp();
    const [a, b] = [new Visitor(app.at("login-wall-after:1", "a")), new Visitor(app.at("login-wall-after:1", "b"))];
    await a.get("users");
    expect((await a.get("users")).status).toBe(303);
    expect((await b.get("users")).status).toBe(200);

    await a.post("users/user-1001/deactivate", {});
    await new Visitor(app.at("", "c")).post("users/user-1002/deactivate", {});
    expect([...app.deactivationsAt("", "c")]).toEqual(["user-1002"]);
    expect([...app.deactivations]).toEqual([]);
  });

  it("begins afresh after a POST to reset", async () => {
    await using app = await openApp();
    const visitor = new Visitor(app.at("login-wall-after:1"));
    await visitor.get("users");
    expect((await visitor.get("users")).status).toBe(303);
    expect((await visitor.post("reset", {})).status).toBe(204);
    expect((await visitor.get("users")).status).toBe(200);
  });

  it.each([
    ["sloow", "there is no trouble “sloow”; did you mean “slow”?"],
    ["slow:soon", "slow:soon: must be a whole number below 1,000,000"],
    ["nobody:1", "nobody:1: takes nothing after its name"],
    ["token-login:paper", "token-login:paper: Invalid option"],
    ["constructor", "there is no trouble “constructor”"],
  ])("answers 404 for %s, and says why", async (troubles, problem) => {
    await using app = await openApp();
    const { status, text } = await new Visitor(app.at(troubles)).get("users");
    expect(status).toBe(404);
    expect(text).toContain(problem);
  });

  it("answers 404 where the address cannot be read", async () => {
    await using app = await openApp();
    expect((await new Visitor(app.url).get("with/%E0%A4%A/users")).status).toBe(404);
  });
});

describe("a server with troubles", () => {
  it("has them at its root, and under each prefix", async () => {
    await using app = await openApp({ troubles: ["nobody"] });
    expect((await new Visitor(app.url).get("users")).text).toContain("no-users");
    expect(idsIn((await new Visitor(app.at("people:9")).get("users")).text)).toEqual([]);
  });

  it("does not open with one that is not known", async () => {
    await expect(openApp({ troubles: ["sloow"] })).rejects.toThrow(
      "The demo app: there is no trouble “sloow”; did you mean “slow”?",
    );
  });

  it("notes what it was asked, to a bound", async () => {
    await using app = await openApp();
    await new Visitor(app.at("nobody")).get("users?page=2");
    expect(app.requests).toEqual([{ method: "GET", path: "/with/nobody/users?page=2" }]);

    for (let request = 0; request < 1_000; request += 1) await fetch(new URL("refresh.js", app.url));
    expect(app.requests).toHaveLength(1_000);
    expect(app.requests[0]).toEqual({ method: "GET", path: "/refresh.js" });
  });
});
