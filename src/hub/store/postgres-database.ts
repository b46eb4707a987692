import { Socket } from "node:net";
import { Pool, types, type ClientConfig, type PoolClient, type QueryConfig, type QueryResultRow } from "pg";

const connectTimeoutMs = 5_000;
const queryTimeoutMs = 15_000;
/** Commits are one at a time; beside them there is room for what is rare: looking, pruning, keys. */
const mostToWrite = 3;
const mostToRead = 7;
const leaveTimeoutMs = 500;

/**
 * Every transaction says for itself what it relies on, whatever the database is set to, and since a pooler hands out
 * connections by transaction: on disk when it is committed; its lock given back though the machine of its hub is gone,
 * before others have waited too long for it.
 */
const begin = `
  BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
  SET LOCAL synchronous_commit TO on;
  SET LOCAL statement_timeout TO '10s';
  SET LOCAL lock_timeout TO '8s';
  SET LOCAL idle_in_transaction_session_timeout TO '5s';`;

/** One statement, with its parameters. */
export type Ask = <Row extends QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;

/** The connections of one hub to its database. */
export class PostgresDatabase {
  /** Two of them, so that no commit waits for readers, however many there are. */
  readonly #writing: Pool;
  readonly #reading: Pool;
  readonly #sockets = new Set<Socket>();

  constructor(url: string) {
    this.#writing = this.#createPool(url, mostToWrite);
    this.#reading = this.#createPool(url, mostToRead);
  }

  /** One statement outside of any transaction. */
  readonly ask = async <Row extends QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await this.#reading.query<Row>(text, values)).rows;

  /** One that neither waits for readers nor for long. */
  async askBriefly<Row extends QueryResultRow>(text: string, timeoutMs: number): Promise<Row[]> {
    const query: QueryConfig & { query_timeout: number } = { text, query_timeout: timeoutMs };
    return (await this.#writing.query<Row>(query)).rows;
  }

  /** All or nothing, and on disk when it resolves. */
  async transaction<Result>(work: (ask: Ask) => Promise<Result>): Promise<Result> {
    const client = await this.#writing.connect();
    let failure: Error | undefined;
    try {
      await client.query(begin);
      const result = await work(asking(client));
      await client.query("COMMIT");
      return result;
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      // One that failed is closed, which ends its transaction whatever state it is in.
      client.release(failure);
    }
  }

  /** Takes leave of the server, but does not wait for one that does not answer. */
  async close(): Promise<void> {
    const closed = [...this.#sockets].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    const deadline = setTimeout(() => this.#sockets.forEach((socket) => socket.destroy()), leaveTimeoutMs);
    await Promise.all([this.#writing.end(), this.#reading.end()]);
    await Promise.all(closed);
    clearTimeout(deadline);
  }

  #createPool(url: string, max: number): Pool {
    const options = { stream: () => this.#openSocket(), max, query_timeout: queryTimeoutMs };
    const pool = new Pool({ ...clientConfig(url), ...options });
    // A connection that breaks says so to what waits for it, and by an event that ends the process if nobody listens.
    // The pool listens while nobody uses the connection, and drops it; it tells us then.
    pool.on("connect", (client) => client.on("error", ignore));
    pool.on("error", ignore);
    return pool;
  }

  /** Known to us, since the driver leaves some open: of a login that failed, of a server that is not heard any more. */
  #openSocket(): Socket {
    const socket = new Socket();
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    return socket;
  }
}

/** What all connections have in common. Nothing that a pooler would refuse to pass on. */
export function clientConfig(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: "live-metrics",
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser },
  };
}

/** Places and times are integers far below 2^53; the driver would give them as text. */
const int8: number = types.builtins.INT8;
const getTypeParser = ((oid: number, format: "text") =>
  oid === int8 ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser;

function asking(client: PoolClient): Ask {
  return async <Row extends QueryResultRow>(text: string, values: unknown[] = []) =>
    (await client.query<Row>(text, values)).rows;
}

function ignore(): void {}
