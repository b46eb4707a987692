import fc from "fast-check";
import { expect, test } from "vitest";
import type { z } from "zod";
import { inboundShapes, type InboundShapeName } from "../../../src/metric/inbound/index.ts";
import { readAs, readInbound } from "../../../src/metric/inbound/read.ts";
import type { InboundShape } from "../../../src/metric/inbound/shape.ts";
import { meta } from "../../../src/metric/meta.ts";
import { userMetric } from "../../../src/metric/user-metric.ts";

const context = { receivedAt: "2026-11-23T12:00:00.000Z", source: "import" };

/** Records that nearly are of a shape: its names, with a value of any kind at each. */
function nearly(schema: z.ZodObject): fc.Arbitrary<unknown> {
  const fields = Object.entries(schema.shape).map(([name]) => [name, name === "properties" ? inner() : value] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
}

const inner = (): fc.Arbitrary<unknown> =>
  fc.oneof(value, nearly(inboundShapes.mixpanel.record.shape.properties.unwrap().unwrap()));

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    "u1",
    "",
    " ",
    "ada@example.com",
    "1795435200",
    "NaN",
    "1e999",
    "\0",
    "\ud800",
    "2026-11-23T12:00:00Z",
  ),
  fc.double({ noNaN: false }),
  fc.integer({ min: 0, max: 2_000_000_000 }),
  fc.array(fc.webPath(), { maxLength: 4 }),
  fc.dictionary(fc.constantFrom("__proto__", "constructor", "Revenue"), fc.nat(), { maxKeys: 3 }),
);

const records: Record<InboundShapeName, fc.Arbitrary<unknown>> = {
  canonical: nearly(userMetric),
  scraper: nearly(inboundShapes.scraper.record),
  "google-analytics": nearly(inboundShapes["google-analytics"].record),
  mixpanel: nearly(inboundShapes.mixpanel.record),
};

test.each(Object.entries<InboundShape>(inboundShapes))(
  "whatever is read as %s gives a valid metric or errors, and never throws",
  (name, shape) => {
    fc.assert(
      fc.property(fc.oneof(records[name as InboundShapeName], fc.anything()), (sent) => {
        const result = readAs(shape, sent, context);
        if (!result.ok) return result.errors.length > 0 && result.errors.every(({ msg }) => msg !== "");

        expect(userMetric.parse(result.record.metric)).toEqual(result.record.metric);
        expect(meta.parse(result.record.meta)).toEqual(result.record.meta);
        return true;
      }),
      { numRuns: 1_000 },
    );
  },
);

test("a hub that is not told the shape takes neither of the analytics tools' records", () => {
  const refused = [{ path: "userId", msg: "is required (or user_id in a scraper-shaped record)", location: "body" }];
  expect(readInbound({ distinct_id: "u1", properties: {} }, context)).toEqual({ ok: false, errors: refused });
  expect(readInbound({ userId: "u1", pageviews: 3, events: [] }, context)).toHaveProperty("ok", false);
});
