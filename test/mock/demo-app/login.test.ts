import { describe, expect, it } from "vitest";
import { hiddenFields, openApp, Visitor } from "./visit.ts";

describe("signing in", () => {
  it("leads back to where the wall was met, and shows a way out from then on", async () => {
    await using app = await openApp();
    const visitor = new Visitor(app.at("login-wall", "a"));
    expect(await visitor.get("users?page=2")).toMatchObject({
      status: 303,
      location: "/with/login-wall/~a/login?back=%2Fusers%3Fpage%3D2",
    });

    const answer = await visitor.signIn("admin", "correct horse", "/users?page=2");
    expect(answer).toMatchObject({ status: 303, location: "/with/login-wall/~a/users?page=2" });
    expect(answer.headers.get("set-cookie")).toMatch(/^session=[\w-]+; Path=\/with\/login-wall\/~a\/; HttpOnly/);
    expect((await visitor.get("users")).text).toContain(`href="/with/login-wall/~a/logout"`);

    expect(await visitor.get("logout")).toMatchObject({ location: "/with/login-wall/~a/login" });
    expect((await visitor.get("users")).status).toBe(303);
    expect(app.logins).toEqual([
      { username: "admin", outcome: "ok", at: "2026-11-23T12:00:00.000Z", base: "/with/login-wall/~a/" },
    ]);
  });

  it("says that the password is wrong, and locks the account after three", async () => {
    await using app = await openApp();
    const visitor = new Visitor(app.url);
    for (const attempt of [1, 2, 3])
      expect((await visitor.signIn("admin", `wrong ${attempt}`)).text).toContain("Wrong username or password.");
    expect((await visitor.signIn()).text).toContain("This account is locked.");
    expect(app.logins.map(({ outcome }) => outcome)).toEqual([
      "wrong-password",
      "wrong-password",
      "wrong-password",
      "locked",
    ]);
  });

  it("asks a second user for a code", async () => {
    await using app = await openApp();
    const visitor = new Visitor(app.url);
    const form = await visitor.signIn("second");
    expect(form.text).toContain(`autocomplete="one-time-code"`);

    const fields = hiddenFields(form.text);
    expect((await visitor.post("login/code", { ...fields, code: "000000" })).text).toContain("Wrong code.");
    expect(await visitor.post("login/code", { ...fields, code: "424242" })).toMatchObject({
      status: 303,
      location: "/users",
    });
    expect(app.logins.map(({ outcome }) => outcome)).toEqual(["code-asked", "wrong-code", "ok"]);
  });

  it("wants a new password where the old one has expired", async () => {
    await using app = await openApp();
    const { text, headers } = await new Visitor(app.url).signIn("expired");
    expect(text).toContain("Your password has expired. Choose a new one.");
    expect(headers.get("set-cookie")).toBeNull();
  });

  it("refuses a form without its hidden token, and one that was sent before", async () => {
    await using app = await openApp();
    const visitor = new Visitor(app.url);
    const right = { username: "admin", password: "correct horse" };
    expect((await visitor.post("login", right)).status).toBe(403);

    const fields = hiddenFields((await visitor.get("login")).text);
    expect((await visitor.post("login", { ...fields, ...right })).status).toBe(303);
    expect((await visitor.post("login", { ...fields, ...right })).status).toBe(403);
  });

  it.each(["https://elsewhere.example.com/", "//elsewhere.example.com/", "/\\elsewhere.example.com"])(
    "does not lead to %s",
    async (back) => {
      await using app = await openApp();
      expect((await new Visitor(app.url).signIn("admin", "correct horse", back)).location).toBe("/users");
    },
  );
});
