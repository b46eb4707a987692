import { randomUUID } from "node:crypto";
import { z } from "zod";
import { userMetric } from "../user-metric.ts";
import { explainInput, toInputErrors } from "./input-errors.ts";
import { defineInboundShape } from "./shape.ts";

const compiled = z.compile(userMetric);

/** The guide's `UserMetric` itself: all 19 fields, unknown ones dropped. */
export const canonical = defineInboundShape({
  recognises: (record) => "userId" in record,

  read(record, { source, meta }) {
    const parsed = compiled.safeParse(record, { error: explainInput });
    if (!parsed.success) return { ok: false, errors: toInputErrors(parsed.error) };

    return {
      ok: true,
      record: { metric: parsed.data, meta: meta ?? { id: randomUUID(), source, missing: {}, derived: [] } },
    };
  },
});
