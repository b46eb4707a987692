import type { DatabaseSync } from "node:sqlite";
import type { ItemType } from "../parcel.ts";
import { openSpoolFile } from "./spool-file.ts";

/** What is set aside for a sink. */
export interface DeadLetter {
  number: number;
  sink: string;
  type: ItemType;
  id: string;
  /** The user or target it speaks of. */
  key: string;
  /** Empty where nothing is wrong with it, and its sink is not configured now. */
  reason: string;
  /** Epoch milliseconds. */
  at: number;
  json: string;
  metaJson: string;
}

export interface WaitingCount {
  sink: string;
  waiting: number;
}

/** Which letters: these numbers, all of a sink, or all. */
export type Choice = { numbers: readonly number[] } | { sink: string } | "all";

/** The spool as a person looks at it, also beside the run that owns it. */
export class DeadLetters implements Disposable {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Throws EnvironmentError where the file cannot be used. */
  static open(file: string): DeadLetters {
    return new DeadLetters(openSpoolFile(file));
  }

  /** How much is on its way to each sink. */
  waiting(): WaitingCount[] {
    return this.#rows(`
      SELECT name AS sink, (
        SELECT count(*) FROM items WHERE seq > position AND items.sink IN ('', sinks.name)) AS waiting
      FROM sinks ORDER BY name`);
  }

  list(choice: Choice = "all"): DeadLetter[] {
    const { where, values } = toCondition(choice);
    return this.#rows(
      `SELECT number, sink, type, id, key, reason, at, json, meta AS metaJson FROM dead_letters WHERE ${where} ORDER BY number`,
      values,
    );
  }

  /** Puts letters back in the queue of their sinks, and returns how many. A run that is at work finds them by itself. */
  replay(choice: Choice): number {
    const { where, values } = toCondition(choice);
    const next = toPortion(`${where} AND sink IN (SELECT name FROM sinks)`);
    return this.#inPortions(() => {
      const { changes } = this.#database
        .prepare(
          `INSERT INTO items
             SELECT last_seq + row_number() OVER (ORDER BY number), sink, type, id, key, json, meta
             FROM dead_letters, spool WHERE ${next}`,
        )
        .run(...values);
      this.#database.prepare("UPDATE spool SET last_seq = last_seq + ?").run(changes);
      return this.#delete(next, values);
    });
  }

  /** Forgets letters, and returns how many. */
  drop(choice: Choice): number {
    const { where, values } = toCondition(choice);
    return this.#inPortions(() => this.#delete(toPortion(where), values));
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #delete(where: string, values: readonly (string | number)[]): number {
    return Number(this.#database.prepare(`DELETE FROM dead_letters WHERE ${where}`).run(...values).changes);
  }

  #rows<Row>(sql: string, values: readonly (string | number)[] = []): Row[] {
    return this.#database.prepare(sql).all(...values) as unknown as Row[];
  }

  /** A run that is at work beside it waits for one portion, not for all. */
  #inPortions(work: () => number): number {
    let all = 0;
    for (let done = portion; done === portion;) {
      done = this.#transaction(work);
      all += done;
    }
    return all;
  }

  #transaction(work: () => number): number {
    this.#database.exec("PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}

const portion = 1_000;

function toPortion(where: string): string {
  return `number IN (SELECT number FROM dead_letters WHERE ${where} ORDER BY number LIMIT ${portion})`;
}

function toCondition(choice: Choice): { where: string; values: readonly (string | number)[] } {
  if (choice === "all") return { where: "true", values: [] };
  if ("sink" in choice) return { where: "sink = ?", values: [choice.sink] };
  return { where: `number IN (${choice.numbers.map(() => "?").join(", ")})`, values: choice.numbers };
}
