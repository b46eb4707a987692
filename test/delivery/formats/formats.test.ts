import { describe, expect, test } from "vitest";
import { formats } from "../../../src/delivery/formats/index.ts";
import { toParcel, type Parcel } from "../../../src/delivery/parcel.ts";
import type { Meta } from "../../../src/metric/meta.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { makeEvent, makeMeta, makeMetric } from "../../support/user-metrics.ts";

const bare = { provenance: false, width: 120 };
const withProvenance = { provenance: true, width: 120 };

function parcelOf(metric: Partial<UserMetric> = {}, meta: Partial<Meta> = {}): Parcel {
  return toParcel({ type: "metric", record: { metric: makeMetric(metric), meta: makeMeta(meta) } });
}

describe("ndjson", () => {
  test("is the metric itself, or with provenance what is known about it too", () => {
    expect(JSON.parse(formats.ndjson.line(parcelOf(), bare))).toEqual(makeMetric());
    expect(JSON.parse(formats.ndjson.line(parcelOf(), withProvenance))).toEqual({
      metric: makeMetric(),
      meta: makeMeta(),
    });
  });

  test("names an event, so that no reader takes it for a metric", () => {
    const line = formats.ndjson.line(toParcel({ type: "event", event: makeEvent() }), bare);
    expect(JSON.parse(line)).toEqual({ event: makeEvent() });
  });
});

describe("csv", () => {
  test("has the 19 fields as its head, and a row a metric", () => {
    expect(formats.csv.head(bare)).toBe(
      "userId,userName,email,company,timestamp,sessionDuration,pageViews,clickCount,scrollDepth,featuresUsed," +
        "activeFeature,featureTime,eventsTriggered,queriesRun,reportsCreated,dashboardsViewed,isActive,lastAction," +
        "lastActionTime\r\n",
    );
    expect(formats.csv.line(parcelOf(), bare)).toBe(
      "u1,Mara Lindqvist,mara.lindqvist@example.com,Halden Freight,2026-11-23T12:00:00.000Z,42,61,208,75," +
        '"Dashboard; Revenue",Revenue,"Revenue: 17; Dashboard: 9",143,12,0,9,true,Viewed revenue report,' +
        "2026-11-23T12:00:00.000Z\r\n",
    );
  });

  test("leaves empty what was not seen, and says why with provenance", () => {
    const parcel = parcelOf({ pageViews: 0 }, { missing: { pageViews: "no selector" }, derived: ["isActive"] });
    expect(formats.csv.line(parcel, bare).split(",")[6]).toBe("");
    expect(formats.csv.head(withProvenance)).toMatch(/,source,missing,derived\r\n$/);
    expect(formats.csv.line(parcel, withProvenance)).toMatch(/,crm-admin,pageViews: no selector,isActive\r\n$/);
  });

  test.each([
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["\r=1", '"\'\r=1"'],
    [" =1", "' =1"],
    ["＝1", "'＝1"],
    ['say "hi"', '"say ""hi"""'],
    ["a,b", '"a,b"'],
    ["two\nlines", '"two\nlines"'],
    ["5 = 5", "5 = 5"],
  ])("writes %j so that no spreadsheet runs it", (lastAction, cell) => {
    expect(formats.csv.line(parcelOf({ lastAction }), bare)).toContain(`true,${cell},2026`);
  });
});

describe("a table", () => {
  test("has its columns under their heads, and a dash for what was not seen", () => {
    const parcel = parcelOf({ company: "" }, { missing: { company: "not on the screen" } });
    expect(formats.table.head({ ...bare, width: 110 })).toBe(
      "USER                      ACTIVE  FEATURE           LAST ACTION                   COMPANY\n",
    );
    expect(formats.table.line(parcel, { ...bare, width: 110 })).toBe(
      "Mara Lindqvist            yes     Revenue           Viewed revenue report         –\n",
    );
  });

  test("has as many columns as the terminal is wide, and at least the user", () => {
    expect(formats.table.head({ ...bare, width: 40 })).toBe("USER                      ACTIVE\n");
    expect(formats.table.head({ ...bare, width: 5 })).toBe("USER\n");
  });

  test.each([
    ["a\u001B[31mred\u001B[0m", "a\\u001b[31mred\\u001b[0m   yes"],
    ["長い名前の人が画面に出てくる", "長い名前の人が画面に出…   yes"],
    ["👩‍👩‍👧‍👦".repeat(20), "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦…   yes"],
  ])("shows %j as text, no wider than its column", (userName, start) => {
    expect(formats.table.line(parcelOf({ userName }), bare)).toContain(start);
  });
});
