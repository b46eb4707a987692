import type { DatabaseSync, StatementSync } from "node:sqlite";
import { prepareWrite } from "../../sqlite-prepare.ts";

/** Of what only the newest waits. */
type Type = "metric" | "run";

/** The numbers of so many subjects, each with two numbers of 8 bytes, fill a page of the file. */
const subjectsInPage = 500;

/** By turns: when the newest of a subject was, in epoch milliseconds, and where that waits or did. 0 where there is none. */
type Cells = Float64Array<ArrayBuffer>;

interface Page {
  readonly number: number;
  readonly cells: Cells;
  /** By the transaction under way. */
  isChanged: boolean;
}

const most = { subjects: 100_000, pages: 1_000 };

/**
 * When the newest of what was put of each user and target was, and where it waits or did: on disk of everybody, in memory
 * of many. Subjects are numbered in the order in which they came first, since they come again in it: what is written of
 * them time and again lies side by side.
 */
export class Latest {
  readonly #find: StatementSync;
  readonly #add: StatementSync;
  readonly #forget: StatementSync;
  readonly #isWaiting: StatementSync;
  readonly #readPage: StatementSync;
  readonly #writePage: ReturnType<typeof prepareWrite>;
  readonly #removePage: StatementSync;
  readonly #pageNumbers: StatementSync;
  readonly #known: Record<Type, Map<string, number>> = { metric: new Map(), run: new Map() };
  readonly #pages = new Map<number, Page>();
  readonly #changed: Page[] = [];

  constructor(database: DatabaseSync) {
    this.#find = database.prepare("SELECT id FROM subjects WHERE type = ? AND key = ?");
    this.#add = database.prepare("INSERT INTO subjects (type, key) VALUES (?, ?)");
    this.#forget = database.prepare("DELETE FROM subjects WHERE id = ?");
    this.#isWaiting = database.prepare("SELECT 1 FROM items WHERE seq = ?");
    this.#readPage = database.prepare("SELECT cells FROM latest WHERE page = ?");
    this.#writePage = prepareWrite(database, "INSERT OR REPLACE INTO latest VALUES (?, ?)");
    this.#removePage = database.prepare("DELETE FROM latest WHERE page = ?");
    this.#pageNumbers = database.prepare("SELECT page FROM latest");
  }

  /** The number of a user or target, found once for each put; 0 for one of whom there was nothing yet. */
  subject(type: Type, key: string): number {
    return this.#known[type].get(key) ?? this.#load(type, key);
  }

  /** Before all times for one of whom there was nothing yet. */
  at(subject: number): number {
    return subject === 0 ? Number.NEGATIVE_INFINITY : this.#pageOf(subject).cells[cellOf(subject)]!;
  }

  /** 0 where it was for no sink. */
  seq(subject: number): number {
    return subject === 0 ? 0 : this.#pageOf(subject).cells[cellOf(subject) + 1]!;
  }

  change({ type, key, subject }: { type: Type; key: string; subject: number }, at: number, seq: number): void {
    const number = subject === 0 ? this.#number(type, key) : subject;
    const page = this.#pageOf(number);
    page.cells[cellOf(number)] = at;
    page.cells[cellOf(number) + 1] = seq;
    if (!page.isChanged) this.#changed.push(page);
    page.isChanged = true;
  }

  /** The last step of a transaction: each page once, however many of its subjects were put. */
  write(): void {
    for (const { number, cells } of this.#changed) this.#writePage(number, cells);
  }

  /** After the transaction: what it did not write is not known. What was kept first makes room. */
  settle(isCommitted: boolean): void {
    for (const page of this.#changed) page.isChanged = false;
    this.#changed.length = 0;
    for (const known of Object.values(this.#known)) keep(known, isCommitted ? most.subjects : 0);
    keep(this.#pages, isCommitted ? most.pages : 0);
  }

  /** Within a transaction, of all that was before a time: those of whom nothing waits. */
  forget(before: number): void {
    for (const { page: number } of this.#pageNumbers.all() as unknown as { page: number }[]) {
      const cells = this.#readCells(number);
      let isChanged = false;
      for (let cell = 0; cell < cells.length; cell += 2) {
        if (cells[cell] === 0 || cells[cell]! >= before || this.#isWaiting.get(cells[cell + 1]!)) continue;
        cells.fill(0, cell, cell + 2);
        this.#forget.run(number * subjectsInPage + cell / 2);
        isChanged = true;
      }
      if (isChanged && cells.every((value) => value === 0)) this.#removePage.run(number);
      else if (isChanged) this.#writePage(number, cells);
    }
    for (const known of [this.#pages, ...Object.values(this.#known)]) known.clear();
  }

  #load(type: Type, key: string): number {
    const found = this.#find.get(type, key) as { id: number } | undefined;
    if (!found) return 0;
    this.#known[type].set(key, found.id);
    return found.id;
  }

  #number(type: Type, key: string): number {
    const number = Number(this.#add.run(type, key).lastInsertRowid);
    this.#known[type].set(key, number);
    return number;
  }

  #pageOf(subject: number): Page {
    const number = Math.floor(subject / subjectsInPage);
    const known = this.#pages.get(number);
    if (known) return known;
    const page = { number, cells: this.#readCells(number), isChanged: false };
    this.#pages.set(number, page);
    return page;
  }

  #readCells(page: number): Cells {
    const found = this.#readPage.get(page) as { cells: Uint8Array<ArrayBuffer> } | undefined;
    return found ? new Float64Array(found.cells.slice().buffer) : new Float64Array(2 * subjectsInPage);
  }
}

function cellOf(subject: number): number {
  return (subject % subjectsInPage) * 2;
}

function keep(known: Map<unknown, unknown>, most: number): void {
  for (const first of known.keys()) {
    if (known.size <= most) break;
    known.delete(first);
  }
}
