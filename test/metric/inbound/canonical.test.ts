import { expect, test } from "vitest";
import { canonical } from "../../../src/metric/inbound/canonical.ts";
import { makeMetric } from "../../support/user-metrics.ts";

const context = { receivedAt: "2026-11-23T12:00:00.000Z", source: "backend" };

function read(record: unknown) {
  return canonical.read(record as Record<string, unknown>, context);
}

test("the guide's metric comes through as it is, without the fields it does not know", () => {
  expect(read({ ...makeMetric(), colour: "red", __v: 3 })).toMatchObject({
    ok: true,
    record: { metric: makeMetric() },
  });
  expect(
    Object.keys((read({ colour: "red", ...makeMetric() }) as { record: { metric: object } }).record.metric),
  ).toEqual(Object.keys(makeMetric()));
});

test("all that is wrong is named at once, in the sender's spelling", () => {
  const { company: _company, ...rest } = makeMetric();
  const result = read({
    ...rest,
    userId: "",
    email: "mara(at)example.com",
    pageViews: "61",
    scrollDepth: 101,
    featuresUsed: ["a", 2],
    featureTime: { Revenue: -1 },
    timestamp: "today",
  });
  expect(result).toEqual({
    ok: false,
    errors: [
      { path: "userId", msg: "must not be empty", location: "body" },
      { path: "email", msg: "must be an e-mail address, or empty", location: "body" },
      { path: "company", msg: "is required", location: "body" },
      { path: "timestamp", msg: "must be an ISO 8601 time such as 2026-11-23T12:00:00Z", location: "body" },
      { path: "pageViews", msg: "must be a number", location: "body" },
      { path: "scrollDepth", msg: "must be at most 100", location: "body" },
      { path: "featuresUsed[1]", msg: "must be a string", location: "body" },
      { path: "featureTime.Revenue", msg: "must be at least 0", location: "body" },
    ],
  });
});

test("an empty e-mail is a missing one, not a malformed one", () => {
  expect(read(makeMetric({ email: "" }))).toHaveProperty("ok", true);
});

test("a feature called __proto__ harms nobody", () => {
  const record: unknown = JSON.parse(JSON.stringify(makeMetric()).replace('"Revenue":17', '"__proto__":17'));
  const { metric } = (read(record) as { record: { metric: { featureTime: object } } }).record;
  expect(Object.getPrototypeOf(metric.featureTime)).toBe(Object.prototype);
  expect(metric.featureTime).toEqual({ Dashboard: 9 });
});
