import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { migrate, type Migration } from "../src/sqlite-format.ts";
import { tempFolder } from "./support/temp-folder.ts";

const migrations: readonly Migration[] = [
  (database) => database.exec("CREATE TABLE items (id INTEGER PRIMARY KEY)"),
  (database) => database.exec("INSERT INTO items VALUES (1)"),
];

test("a file that two processes bring to today's format at once is brought there once", async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, "state.sqlite");
  const other = new DatabaseSync(file);
  const late = new (class extends DatabaseSync {
    override exec(sql: string): void {
      if (sql === "BEGIN IMMEDIATE") migrate(other, "The file", migrations);
      super.exec(sql);
    }
  })(file);

  migrate(late, "The file", migrations);

  expect(late.prepare("SELECT count(*) AS count FROM items").get()).toEqual({ count: 1 });
  expect(late.prepare("PRAGMA user_version").get()).toEqual({ user_version: 2 });
  late.close();
  other.close();
});
