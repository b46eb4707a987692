import { expect, test } from "vitest";
import { distinctFeatures, featuresOfPages } from "../../../src/metric/inbound/features.ts";

test.each([
  [["/revenue/q3"], ["revenue"]],
  [
    ["/revenue", "/funnels/7", "/revenue/q3"],
    ["revenue", "funnels"],
  ],
  [["/", "", " ", "//", "?tab=1", "#top"], []],
  [["revenue/q3"], ["revenue"]],
  [["//revenue"], ["revenue"]],
  [
    ["/revenue?from=/funnels", "/users#/funnels"],
    ["revenue", "users"],
  ],
  [
    ["https://app.example.com/revenue/q3?x=1", "https://app.example.com", "HTTP://app.example.com/users"],
    ["revenue", "users"],
  ],
  [["https://app.example.com?from=/funnels"], []],
  [
    ["/my%20reports/1", "/caf%C3%A9"],
    ["my reports", "café"],
  ],
  [
    ["/100%", "/%E0%A4%A"],
    ["100%", "%E0%A4%A"],
  ],
  [["/%20/x"], []],
  [
    ["/__proto__/x", "/constructor"],
    ["__proto__", "constructor"],
  ],
])("the pages %j are of the features %j", (pages, features) => {
  expect(featuresOfPages.parse(pages)).toEqual(features);
});

test("names are kept once, without space around them and without empty ones", () => {
  expect(distinctFeatures.parse(["Revenue", "", " Revenue ", "Funnels", "  "])).toEqual(["Revenue", "Funnels"]);
});

test("a thousand features are as many as a record may name, however often it names them", () => {
  const pages = Array.from({ length: 3_000 }, (_, index) => `/f${index % 1_000}/${index}`);
  expect(featuresOfPages.parse(pages)).toHaveLength(1_000);
  expect(featuresOfPages.safeParse([...pages, "/more"]).error?.issues[0]?.message).toBe("must have at most 1000 items");
});
