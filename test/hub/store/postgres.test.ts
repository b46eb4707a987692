import { Client } from "pg";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { postgres } from "../../../src/hub/store/postgres.ts";
import type { Arrival, Store } from "../../../src/hub/store/store.ts";
import { eventually } from "../../support/eventually.ts";
import { allOf } from "../../support/all-of.ts";
import { storeOptions } from "../../support/hub/store-options.ts";
import { describeStore } from "../../support/hub/store-suite.ts";
import { openTestPostgres, queryAt, type TestDatabase } from "../../support/postgres.ts";
import { openTcpProxy } from "../../support/tcp-proxy.ts";

const server = await openTestPostgres();
afterAll(() => server?.[Symbol.asyncDispose]());

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const noonMs = Date.parse("2026-01-05T12:00:00.000Z");

describe.skipIf(!server)("with a server", () => {
  const opened: AsyncDisposable[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0).toReversed()) await one[Symbol.asyncDispose]();
  });

  async function newDatabase(): Promise<TestDatabase> {
    const database = await server!.createDatabase();
    opened.push(database);
    return database;
  }

  async function open(url: string, options: Partial<Parameters<typeof storeOptions>[0]> = {}): Promise<Store> {
    const store = await postgres.open(storeOptions({ stateFolder: "", databaseUrl: url, ...options }));
    opened.push({ [Symbol.asyncDispose]: () => store.close() });
    return store;
  }

  describeStore("postgres", async () => {
    const { url } = await newDatabase();
    return (kept) => postgres.open(storeOptions({ stateFolder: "", databaseUrl: url, ...kept }));
  });

  describe("the tables", () => {
    it("are all in one schema", async () => {
      const database = await newDatabase();
      await open(database.url);
      const schemas = await database.query(
        "SELECT DISTINCT schemaname FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
      );
      expect(schemas).toEqual([{ schemaname: "live_metrics" }]);
    });

    it("are made once by hubs that start at the same time", async () => {
      const { url } = await newDatabase();
      const stores = await Promise.all([1, 2, 3, 4, 5].map(() => open(url)));
      expect(new Set(stores.map(({ epoch }) => epoch)).size).toBe(1);
    });

    it("are refused when a newer version has made them", async () => {
      const database = await newDatabase();
      await open(database.url);
      await database.query("UPDATE live_metrics.format SET steps = 99");
      await expect(open(database.url)).rejects.toMatchObject({
        code: "LM_STATE_UNUSABLE",
        message: "The hub's tables in the database were made by a newer version of live-metrics",
      });
    });

    it("take ids as long as the hub lets them be, whatever their characters", async () => {
      const store = await open((await newDatabase()).url);
      // No two alike, so that nothing of it can be compressed.
      const id = Array.from({ length: 1_024 }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7_919) % 20_000))).join(
        "",
      );
      const arrivals = [user(id, 1), event(id), run(id)];
      expect((await store.commit(arrivals, noonMs)).accepted).toEqual([true, true, true]);
      expect((await store.commit(arrivals, noonMs)).accepted).toEqual([false, false, false]);
      expect(await allOf(store.pastStates(id, { from: 0, to: noonMs + dayMs }))).toHaveLength(1);
    });
  });

  describe("a commit", () => {
    it("brings what the hub relies on with it, whatever the database is set to", async () => {
      const database = await newDatabase();
      await (await postgres.open(storeOptions({ stateFolder: "", databaseUrl: database.url }))).close();
      await database.query(trap);
      for (const setting of [
        "synchronous_commit TO off",
        "default_transaction_isolation TO serializable",
        "default_transaction_read_only TO on",
      ])
        await queryAt(server!.url, `ALTER DATABASE ${database.name} SET ${setting}`);

      const store = await open(database.url);
      expect((await store.commit([run("wiki")], noonMs)).accepted).toEqual([true]);
    });

    it("takes its place after that of another hub which came first", async () => {
      const { url } = await newDatabase();
      const stores = [await open(url), await open(url)];
      const commits = await Promise.all(
        Array.from({ length: 40 }, (_, n) => stores[n % 2]!.commit([user("same", n), event(`e${n}`)], noonMs)),
      );
      const seqs = commits.map(({ seq }) => seq);
      expect(new Set(seqs).size).toBe(40);
      const { changes } = await stores[0]!.changesAfter({ seq: 0, eventsAfter: 0, leftAfter: 0 }, 1_000);
      expect(changes.filter(({ type }) => type === "event")).toHaveLength(40);
      // Older metrics of the user were refused, which took no place.
      const accepted = commits.flatMap(({ accepted }) => accepted).filter(Boolean).length;
      expect(await stores[1]!.latestSeq()).toBe(accepted);
    });

    it("gives way to others when its hub is gone without a word", async () => {
      const database = await newDatabase();
      const url = new URL(database.url);
      await using proxy = await openTcpProxy(Number(url.port));
      url.port = String(proxy.port);
      const gone = await open(url.href);
      const other = await open(database.url);

      const holder = new Client({ connectionString: database.url });
      await holder.connect();
      await holder.query("BEGIN; LOCK TABLE live_metrics.events");
      const lost = gone.commit([event("lost")], noonMs);
      const rejected = expect(lost).rejects.toThrow();
      const waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
      await eventually(async () => (await database.query(waiting)).length === 1);
      expect(proxy.freeze("FOR UPDATE")).toBe(1);
      await holder.end();

      // The first one holds the sequence, and nobody can tell it to let go.
      expect(await other.commit([event("e1")], noonMs)).toMatchObject({ seq: 1, accepted: [true] });
      await gone.close();
      opened.splice(1, 1);
      await rejected;
    });
  });

  describe("history", () => {
    const partsOf = async (database: TestDatabase): Promise<number> =>
      Number((await database.query("SELECT count(*) FROM live_metrics.history_parts"))[0]!["count"]);

    it.each([
      ["hours", dayMs, 3],
      ["days", 7 * dayMs, 2],
    ])("is kept by %s where it is kept for that long", async (_, retentionMs, parts) => {
      const database = await newDatabase();
      const store = await open(database.url, { retentionMs });
      await database.query("DELETE FROM live_metrics.history_parts");
      for (const [n, at] of [0, hourMs, 12 * hourMs].entries()) await store.commit([user("ada", n)], noonMs + at);
      expect(await partsOf(database)).toBe(parts);
    });

    it("goes on when a new part begins, for two hubs at once and though their retention differs", async () => {
      const { url } = await newDatabase();
      const stores = [await open(url, { retentionMs: dayMs }), await open(url, { retentionMs: 7 * dayMs })];
      await Promise.all(
        Array.from({ length: 24 }, (_, n) => stores[n % 2]!.commit([user(`user-${n}`, n)], noonMs + n * 1_800_000)),
      );
      expect(await stores[0]!.latestSeq()).toBe(24);
      for (let n = 0; n < 24; n += 1)
        expect(await allOf(stores[n % 2]!.pastStates(`user-${n}`, { from: 0, to: noonMs + dayMs }))).toHaveLength(1);
    });

    it("is dropped later where somebody still reads it, and holds up nobody", async () => {
      const database = await newDatabase();
      const store = await open(database.url, { retentionMs: dayMs });
      await store.commit([user("ada", 1)], noonMs);
      const before = await partsOf(database);
      const later = noonMs + 2 * dayMs;

      const reader = new Client({ connectionString: database.url });
      await reader.connect();
      await reader.query("BEGIN; SELECT count(*) FROM live_metrics.history");
      await store.prune(later);
      expect((await store.commit([user("ada", 2)], later)).accepted).toEqual([true]);
      expect(await partsOf(database)).toBeGreaterThanOrEqual(before);
      await reader.end();

      await store.prune(later);
      const states = await allOf(store.pastStates("ada", { from: 0, to: later }));
      expect(states).toHaveLength(1);
    });
  });

  describe("a database that goes away", () => {
    it("costs nothing but the commits meanwhile, and is said once", async () => {
      const database = await newDatabase();
      const url = new URL(database.url);
      const target = Number(url.port);
      const proxy = await openTcpProxy(target);
      url.port = String(proxy.port);
      const said: string[] = [];
      const store = await open(url.href, { warn: (sentence) => said.push(sentence) });
      opened.push({ [Symbol.asyncDispose]: async () => unwatch() });
      const unwatch = store.watch(() => void store.latestSeq().catch(() => {}));
      await store.commit([event("e1")], noonMs);
      await eventually(() => proxy.count("LISTEN") > 0);

      await proxy[Symbol.asyncDispose]();
      await expect(store.commit([event("e2")], noonMs)).rejects.toThrow();
      await eventually(() => said.length > 0);
      await expect(store.commit([event("e2")], noonMs)).rejects.toThrow();

      await using back = await openTcpProxy(target, proxy.port);
      await eventually(() => back.count("LISTEN") > 0);
      expect((await store.commit([event("e2")], noonMs)).seq).toBe(2);
      expect(said).toEqual(["The database cannot be reached: what is sent is refused until it is back"]);
    });

    it("does not end the hub when it restarts in the middle of commits", async () => {
      const database = await newDatabase();
      const store = await open(database.url);
      const unwatch = store.watch(() => {});
      opened.push({ [Symbol.asyncDispose]: async () => unwatch() });
      const answers: boolean[] = [];
      let last = 0;
      for (let round = 0; round < 5; round += 1) {
        const commits = Promise.allSettled(
          Array.from({ length: 20 }, () => store.commit([event(`e${(last += 1)}`)], noonMs)),
        );
        await queryAt(server!.url, endConnectionsOf(database));
        for (const { status } of await commits) answers.push(status === "fulfilled");
      }
      expect(answers).toContain(false);

      await store.commit([event("after")], noonMs);
      const [{ count } = {}] = await database.query("SELECT count(*) FROM live_metrics.events");
      // One whose answer was cut off may be there as well.
      expect(Number(count)).toBeGreaterThan(answers.filter(Boolean).length);
      expect(await store.latestSeq()).toBe(Number(count));
    });
  });

  describe("one that cannot be opened", () => {
    it.each<[string, (url: URL) => void, string, string]>([
      ["no server is there", (url) => (url.port = "1"), "No database server listens at 127.0.0.1:1", "Start it"],
      [
        "its host is not known",
        (url) => (url.hostname = "nowhere.invalid"),
        "The database server nowhere.invalid",
        ".",
      ],
      ["the password is wrong", () => {}, "does not accept the password of postgres", "%40"],
      [
        "a certificate is not there",
        (url) => (url.search = "sslmode=verify-full&sslrootcert=/no/ca.pem"),
        "/no/ca.pem",
        "Correct",
      ],
      ["there is no password", (url) => (url.password = ""), "DATABASE_URL has none", "%40"],
      ["the role is not known", (url) => (url.username = "nobody"), "does not accept the password of nobody", "%40"],
    ])("is told where %s, without the password", async (_, change, message, hint) => {
      const url = new URL((await newDatabase()).url);
      url.password = "hunter2";
      change(url);
      const failure = await postgres
        .open(storeOptions({ stateFolder: "", databaseUrl: url.href }))
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({
        code: "LM_STATE_UNUSABLE",
        message: expect.stringContaining(message),
        hint: expect.stringContaining(hint),
      });
      expect(`${String(failure)} ${JSON.stringify(failure)}`).not.toContain("hunter2");
    });

    it("is told where there is no such database", async () => {
      const url = new URL(server!.url);
      url.pathname = "/not_made";
      await expect(open(url.href)).rejects.toMatchObject({
        code: "LM_STATE_UNUSABLE",
        message: `The database server ${url.host} has no database not_made`,
        hint: `Make it with: CREATE DATABASE "not_made" ENCODING 'UTF8'`,
      });
    });

    it("is told with what to grant, and a schema made by its owner will do", async () => {
      const database = await newDatabase();
      const role = `guest_of_${database.name}`;
      await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'guest'`);
      const url = new URL(database.url);
      url.username = role;
      url.password = "guest";
      await expect(open(url.href)).rejects.toMatchObject({
        message: `${role} may not make the hub's tables in the database ${database.name}`,
        hint: `Let its owner run: GRANT CREATE ON DATABASE "${database.name}" TO "${role}"`,
      });

      await database.query(`CREATE SCHEMA live_metrics AUTHORIZATION ${role}`);
      const store = await postgres.open(storeOptions({ stateFolder: "", databaseUrl: url.href }));
      expect((await store.commit([user("ada", 1)], noonMs)).seq).toBe(1);
      await store.close();
      await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    });

    it("is told where its text is not Unicode", async () => {
      const database = await newDatabase();
      const name = `${database.name}_latin`;
      await queryAt(server!.url, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'`);
      const url = new URL(database.url);
      url.pathname = name;
      await expect(open(url.href)).rejects.toMatchObject({
        code: "LM_STATE_UNUSABLE",
        message: "The database holds text as LATIN1",
      });
      await queryAt(server!.url, `DROP DATABASE ${name} WITH (FORCE)`);
    });
  });
});

function endConnectionsOf({ name }: TestDatabase): string {
  return `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`;
}

/** Refuses what a commit would write under other settings than those that the hub relies on. */
const trap = `
  CREATE FUNCTION live_metrics.check_settings() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF current_setting('synchronous_commit') <> 'on' THEN RAISE 'not synced'; END IF;
    IF current_setting('transaction_isolation') <> 'read committed' THEN RAISE 'not of one moment'; END IF;
    IF current_setting('idle_in_transaction_session_timeout') = '0' THEN RAISE 'locked for ever'; END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER check_settings BEFORE UPDATE ON live_metrics.hub
  FOR EACH ROW EXECUTE FUNCTION live_metrics.check_settings()`;

function user(userId: string, n: number): Arrival {
  const at = noonMs + n;
  const version = new Date(at).toISOString();
  const times = { observedAt: at, expiresAt: at + dayMs, version };
  return {
    type: "user",
    userId,
    source: "test",
    ...times,
    activity: "active",
    metricJson: `{"n":${n}}`,
    metaJson: "{}",
  };
}

function event(id: string): Arrival {
  return { type: "event", id, at: noonMs, eventJson: "{}" };
}

function run(target: string): Arrival {
  return { type: "run", target, version: "1", at: noonMs, isGood: true, runJson: "{}" };
}
