import type { Ask, PostgresDatabase } from "./postgres-database.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Up to this retention a part is an hour, else a day: never hundreds of them, nor much kept for longer than asked. */
const hoursUpToMs = 2 * dayMs;

const lockNotAvailable = "55P03";

interface Part {
  from: number;
  /** Exclusive. */
  to: number;
}

/** The parts of `history`, by time of receipt: what is too old goes with its part, at the cost of a file. */
export class PostgresHistory {
  readonly #retentionMs: number;
  #parts: Part[] = [];

  constructor(retentionMs: number) {
    this.#retentionMs = retentionMs;
  }

  /** Sees to it that what is received then has its part, within the transaction that writes it. */
  async makeRoom(ask: Ask, at: number): Promise<void> {
    if (this.#parts.some((part) => isWithin(part, at))) return;

    await lockParts(ask);
    this.#parts = await listParts(ask);
    if (this.#parts.some((part) => isWithin(part, at))) return;

    const part = this.#partFor(at);
    await createPart(ask, part);
    this.#parts.push(part);
  }

  /** Makes the parts of now and of what comes next, so that commits hardly ever have to. */
  async prepare(database: PostgresDatabase, now: number): Promise<void> {
    for (const at of [now, this.#partFor(now).to]) {
      if (this.#parts.some((part) => isWithin(part, at))) continue;
      await database.transaction((ask) => this.makeRoom(ask, at));
    }
  }

  /** Each in a transaction of its own, which gives way to readers: what they hold up is dropped the next time. */
  async drop(database: PostgresDatabase, now: number): Promise<void> {
    for (const part of await listParts(database.ask))
      if (part.to <= now - this.#retentionMs) await tryToDrop(database, part);
    this.#parts = await listParts(database.ask);
  }

  /** What is known of the parts may have been undone with a transaction. */
  forget(): void {
    this.#parts = [];
  }

  /** Hours lie in days, so only a day can run into parts that are there: those of a hub with another retention. */
  #partFor(at: number): Part {
    const day = partOf(at, dayMs);
    const isFree = this.#parts.every(({ from, to }) => to <= day.from || from >= day.to);
    return this.#retentionMs > hoursUpToMs && isFree ? day : partOf(at, hourMs);
  }
}

function partOf(at: number, lengthMs: number): Part {
  const from = Math.floor(at / lengthMs) * lengthMs;
  return { from, to: from + lengthMs };
}

function isWithin({ from, to }: Part, at: number): boolean {
  return from <= at && at < to;
}

async function listParts(ask: Ask): Promise<Part[]> {
  return ask<{ from: number; to: number }>(`SELECT from_at AS "from", to_at AS "to" FROM live_metrics.history_parts`);
}

/** Of hubs that make or drop a part at once, one does it and the others see it done. */
async function lockParts(ask: Ask): Promise<void> {
  await ask("LOCK TABLE live_metrics.history_parts IN SHARE ROW EXCLUSIVE MODE");
}

/** Made beside the table and then attached, which does not hold up who reads or writes meanwhile. */
async function createPart(ask: Ask, { from, to }: Part): Promise<void> {
  const table = tableOf(from);
  await ask(`
    CREATE TABLE ${table} (LIKE live_metrics.history INCLUDING ALL);
    ALTER TABLE live_metrics.history ATTACH PARTITION ${table} FOR VALUES FROM (${from}) TO (${to});
    INSERT INTO live_metrics.history_parts VALUES (${from}, ${to})`);
}

async function tryToDrop(database: PostgresDatabase, { from }: Part): Promise<void> {
  try {
    await database.transaction(async (ask) => {
      await ask("SET LOCAL lock_timeout TO '500ms'");
      await lockParts(ask);
      await ask(`
        DROP TABLE IF EXISTS ${tableOf(from)};
        DELETE FROM live_metrics.history_parts WHERE from_at = ${from}`);
    });
  } catch (error) {
    if ((error as { code?: string }).code !== lockNotAvailable) throw error;
  }
}

/** Named by the hour it begins with, as `history_2026010512`. */
function tableOf(from: number): string {
  return `live_metrics.history_${new Date(from).toISOString().slice(0, 13).replaceAll(/\D/g, "")}`;
}
