import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SessionState } from "../../src/browser/session-state.ts";
import { waitForLock } from "../../src/schedule/lock.ts";
import { Logins, type Account, type Attempt } from "../../src/scrape/logins.ts";
import { tempFolder, type TempFolder } from "../support/temp-folder.ts";

let folder: TempFolder;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

/** As another process on the same folder would have it. */
const open = (): Logins => new Logins(folder.path, (file, signal) => waitForLock(file, "The login", signal));
const account = (): Account => open().account("one");

/** With letters that no hex number has. */
const secrets = { username: "mara", password: "correct horse" };
const attempt: Attempt = { secrets, steps: ["type", "click"] };
const idle = new AbortController().signal;

const session = (value: string): SessionState => ({
  version: 1,
  cookies: [{ name: "session", value, domain: "app.example.com", path: "/", httpOnly: true, secure: false }],
  origins: [],
});

describe("the key of an account", () => {
  const origin = "https://app.example.com";
  const key = open;

  test("is the same for the same person, whatever the password", () => {
    const other = { username: "mara", password: "other" };
    expect(key().keyOf(origin, secrets)).toBe(key().keyOf(origin, other));
  });

  test("is another one for another person, and at another app", () => {
    const keys = [
      key().keyOf(origin, secrets),
      key().keyOf(origin, { ...secrets, username: "bo" }),
      key().keyOf("https://other.example.com", secrets),
    ];
    expect(new Set(keys).size).toBe(3);
  });

  test("is another one for any other secret where nothing says who it is", () => {
    expect(key().keyOf(origin, { pin: "1234" })).toBe(key().keyOf(origin, { pin: "1234" }));
    expect(key().keyOf(origin, { pin: "1234" })).not.toBe(key().keyOf(origin, { pin: "9876" }));
  });

  test("is the name of a folder", () => {
    expect(key().keyOf(origin, secrets)).toMatch(/^[0-9a-f]{16}$/);
    expect(key().keyOf(origin, { pin: "1234" })).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe("a session", () => {
  test("is there for the next one who opens the folder", async () => {
    expect(await account().readSession()).toBeUndefined();
    await account().writeSession(session("s1"));
    expect(await account().readSession()).toEqual(session("s1"));
  });

  test("is readable by this user alone, and whole or not there", async () => {
    await account().writeSession(session("s1"));
    const path = join(folder.path, "one");
    expect(await readdir(path)).toEqual(["session.json"]);
    expect((await stat(join(path, "session.json"))).mode & 0o777).toBe(0o600);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  test("is written again only when it is another one", async () => {
    const one = account();
    await one.writeSession(session("s1"));
    const before = (await stat(join(folder.path, "one", "session.json"))).ino;
    await one.writeSession(session("s1"));
    expect((await stat(join(folder.path, "one", "session.json"))).ino).toBe(before);
    await one.writeSession(session("s2"));
    expect(await account().readSession()).toEqual(session("s2"));
  });

  test("is what another process has written last", async () => {
    const one = account();
    await one.writeSession(session("s1"));
    await account().writeSession(session("s2"));
    expect(await one.readSession()).toEqual(session("s2"));
  });

  test("is gone once it is dropped, and dropping nothing is no fault", async () => {
    await account().writeSession(session("s1"));
    await account().dropSession();
    await account().dropSession();
    expect(await account().readSession()).toBeUndefined();
  });

  test.each(["", "{", '{"version":1}', '{"version":2,"cookies":[],"origins":[]}'])(
    "that cannot be read is as good as none: %s",
    async (text) => {
      await mkdir(join(folder.path, "one"));
      await writeFile(join(folder.path, "one", "session.json"), text);
      expect(await account().readSession()).toBeUndefined();
    },
  );
});

describe("secrets", () => {
  const refused = async (given: Attempt = attempt) => (await account().findRefusal(given))?.reason;

  test("may be tried when nobody has tried them", async () => {
    expect(await refused()).toBeUndefined();
  });

  test("are not tried again once they were refused, also by other steps", async () => {
    await account().beginAttempt(attempt);
    await account().endAttempt(attempt, "wrongPassword");
    expect(await refused()).toBe("wrongPassword");
    expect(await refused({ ...attempt, steps: ["other"] })).toBe("wrongPassword");
    expect((await account().findRefusal(attempt))!.at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  test("are tried again when they are others", async () => {
    await account().endAttempt(attempt, "wrongPassword");
    expect(await refused({ ...attempt, secrets: { ...secrets, password: "other" } })).toBeUndefined();
  });

  test("are the same in any order", async () => {
    await account().endAttempt(attempt, "locked");
    expect(await refused({ ...attempt, secrets: { password: secrets.password, username: "mara" } })).toBe("locked");
  });

  test("may be tried after a success", async () => {
    await account().beginAttempt(attempt);
    await account().endAttempt(attempt, undefined);
    expect(await refused()).toBeUndefined();
  });

  test("are tried twice when nobody saw the end, and then no more by these steps", async () => {
    await account().beginAttempt(attempt);
    expect(await refused()).toBeUndefined();
    await account().beginAttempt(attempt);
    expect(await refused()).toBe("unknown");
    expect(await refused({ ...attempt, steps: ["other"] })).toBeUndefined();
  });

  test("whose end was none are tried again by other steps only", async () => {
    await account().endAttempt(attempt, "unknown");
    expect(await refused()).toBe("unknown");
    expect(await refused({ ...attempt, steps: ["other"] })).toBeUndefined();
  });

  test("stand in no file", async () => {
    await account().beginAttempt(attempt);
    await account().endAttempt(attempt, "wrongPassword");
    const path = join(folder.path, "one", "attempts.json");
    const text = await readFile(path, "utf8");
    for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });
});

describe("a turn", () => {
  test("is one at a time, in one process and between two", async () => {
    const [here, there] = [open(), open()];
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await stat(folder.path);
      inside -= 1;
    };
    await Promise.all([here, here, there, here, there].map((logins) => logins.inTurn("one", idle, work)));
    expect(most).toBe(1);
  });

  test("does not wait for another account", async () => {
    const logins = open();
    const other = await logins.inTurn("one", idle, () => logins.inTurn("two", idle, () => Promise.resolve("done")));
    expect(other).toBe("done");
  });

  test("passes on what fails, and goes on", async () => {
    const logins = open();
    const failing = logins.inTurn("one", idle, () => Promise.reject(new Error("no")));
    const next = logins.inTurn("one", idle, () => Promise.resolve("next"));
    await expect(failing).rejects.toThrow("no");
    expect(await next).toBe("next");
  });

  test("is given up by whoever no longer wants it", async () => {
    const [logins, waiter] = [open(), new AbortController()];
    let hasRun = false;
    const held = Promise.withResolvers<void>();
    const first = logins.inTurn("one", idle, () => held.promise);
    const second = logins.inTurn("one", waiter.signal, () => Promise.resolve((hasRun = true)));
    waiter.abort(new Error("over"));
    held.resolve();
    await first;
    await expect(second).rejects.toThrow("over");
    expect(hasRun).toBe(false);
  });
});
