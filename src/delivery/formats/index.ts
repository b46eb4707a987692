import { csv } from "./csv.ts";
import { ndjson } from "./ndjson.ts";
import { table } from "./table.ts";

/** The ways to write on standard output, by the name that `--format` takes. */
export const formats = { ndjson, table, csv } as const;
