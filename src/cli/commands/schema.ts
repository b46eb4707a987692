import { z } from "zod";
import { jsonSchemas, type SchemaName } from "../../config/json-schema.ts";
import { closest } from "../../document/closest.ts";
import { UsageError } from "../../errors.ts";
import { defineCommand } from "../command.ts";

export const schema = defineCommand({
  usage: "schema [name]",
  summary: "Print a JSON Schema",
  arguments: { name: `One of ${Object.keys(jsonSchemas).join(", ")}; config without a name` },
  flags: z.strictObject({}),
  examples: [["live-metrics schema site > site.schema.json", "for editors that complete selector files"]],

  async run({ arguments: [name = "config"] }) {
    if (!(name in jsonSchemas)) {
      const names = Object.keys(jsonSchemas);
      const meant = closest(name, names);
      throw new UsageError(`No schema “${name}”`, {
        code: "LM_USAGE",
        hint: meant ? `Did you mean “${meant}”?` : `There are ${names.join(", ")}.`,
      });
    }
    process.stdout.write(`${JSON.stringify(jsonSchemas[name as SchemaName](), null, 2)}\n`);
    return 0;
  },
});
