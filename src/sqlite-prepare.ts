import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

/** For many rows: each comes as the list of its columns, for two thirds of what an object by their names costs. */
export function prepareLists(database: DatabaseSync, sql: string): StatementSync {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
}

/** For many writes: `run` makes an object for each that says what it did, `get` of what returns no row makes none. */
export function prepareWrite(database: DatabaseSync, sql: string): (...values: SQLInputValue[]) => void {
  const statement = database.prepare(sql);
  return (...values) => void statement.get(...values);
}
