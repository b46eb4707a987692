import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "../../../src/metric/inbound/canonical.ts";
import { explainInput, toInputErrors } from "../../../src/metric/inbound/input-errors.ts";
import { scraper, scraperRecord } from "../../../src/metric/inbound/scraper.ts";
import { userMetric } from "../../../src/metric/user-metric.ts";
import { metricOf } from "../../support/hub/metric.ts";

const context = { receivedAt: "2026-11-23T12:00:00.000Z", source: "rest" };
const shaped = { user_id: "ada", name: "Ada", email: "ada@example.com", clicks: "7", feature_time: { Reports: 2 } };

/** A good record with some of its fields gone or replaced by anything that JSON can hold, and some besides. */
function damaged(record: object): fc.Arbitrary<Record<string, unknown>> {
  const names = Object.keys(record);
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom("", " 7 ", -1, 101, "a@b", "2026-02-30T12:00:00Z", "a\0b"));
  const changes = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), value, { maxKeys: 3 });
  return fc
    .tuple(changes, fc.subarray(names, { maxLength: 2 }))
    .map(([changed, gone]) =>
      Object.fromEntries(Object.entries({ ...record, ...changed }).filter(([name]) => !gone.includes(name))),
    );
}

describe("a record that is read by compiled rules", () => {
  it("comes out as the rules themselves have it, field for field in their order, with the same errors", () => {
    fc.assert(
      fc.property(damaged(metricOf("ada")), (record) => {
        const parsed = userMetric.safeParse(record, { error: explainInput });
        const result = canonical.read(record, context);
        if (parsed.success) expect(JSON.stringify(result.ok && result.record.metric)).toBe(JSON.stringify(parsed.data));
        else expect(result).toEqual({ ok: false, errors: toInputErrors(parsed.error) });
      }),
      { numRuns: 500 },
    );
  });

  it("is refused for the same reasons where it is scraper-shaped", () => {
    fc.assert(
      fc.property(damaged(shaped), (record) => {
        const present = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
        const parsed = scraperRecord.safeParse(present, { error: explainInput });
        const result = scraper.read(record, context);
        expect(result.ok).toBe(parsed.success);
        if (!parsed.success) expect(result).toEqual({ ok: false, errors: toInputErrors(parsed.error) });
      }),
      { numRuns: 500 },
    );
  });
});
