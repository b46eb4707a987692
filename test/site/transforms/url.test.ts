import { describe, expect, test } from "vitest";
import { run } from "./run.ts";

const address = "https://Crm.example.com:8443/a%20b/c?x=1&x=2&y=%C3%A9#/tab%201";

test.each([
  [address, "host", "crm.example.com:8443"],
  ["//example.com/x", "host", "example.com"],
  [address, "path", "/a%20b/c"],
  [address, "query.x", "1"],
  [address, "query.y", "é"],
  [address, "hash", "/tab 1"],
  [address, "segment.1", "a b"],
  [address, "segment.-1", "c"],
  ["/100%/x", "segment.1", "100%"],
  ["users/17/", "segment.-1", "17"],
])("takes of %j the %s", (input, part, value) => {
  expect(run("url", input, part)).toEqual({ value });
});

describe("missing", () => {
  test.each([
    ["/users", "segment.2", "“/users” has no segment.2"],
    ["/users", "segment.-2", "“/users” has no segment.-2"],
    ["mailto:ada@example.com", "host", "“mailto:ada@example.com” has no host"],
    ["/?tab=", "query.tab", "“/?tab=” has no query.tab"],
    ["http://", "path", "“http://” is not an address"],
  ])("says of %j why it has no %s", (input, part, missing) => {
    expect(run("url", input, part)).toEqual({ missing });
  });
});

test.each(["port", "segment.0", "segment.x", "query."])("refuses the part %j", (part) => {
  expect(() => run("url", "/", part)).toThrow("is not a part");
});
