import { describe, expect, it } from "vitest";
import { hubOptions } from "../../src/hub/options.ts";

describe("the hub's options", () => {
  it("are complete without being given", () => {
    expect(hubOptions.parse({})).toEqual({
      host: "127.0.0.1",
      port: 3001,
      trustProxy: [],
      corsOrigin: [],
      rateLimit: 100,
      connectionLimit: 10_000,
      userTtl: 30 * 60_000,
      retention: 7 * 24 * 3_600_000,
      eventsKept: 10_000,
    });
  });

  it("take origins as a list, or with commas as in an environment variable", () => {
    const origins = ["https://app.example.com", "http://localhost:5173"];
    expect(hubOptions.parse({ corsOrigin: origins }).corsOrigin).toEqual(origins);
    expect(hubOptions.parse({ corsOrigin: "https://app.example.com, http://localhost:5173" }).corsOrigin).toEqual(
      origins,
    );
  });

  it.each(["*", "https://app.example.com/", "app.example.com", "null", "https://*.example.com"])(
    "refuse %s as an origin",
    (text) => {
      expect(hubOptions.safeParse({ corsOrigin: text }).success).toBe(false);
    },
  );

  it.each([
    [{ publicUrl: "metrics" }, "publicUrl: must be an address such as https://metrics.example.com"],
    [{ publicUrl: "https://example.com/metrics" }, "publicUrl: must have no path: the hub is at the root of its name"],
    [{ host: "http://hub" }, "host: must be an address or a name of this machine, without port"],
  ])("refuse %j with a sentence", (options, sentence) => {
    const [issue] = hubOptions.safeParse(options).error?.issues ?? [];
    expect(`${issue?.path.join(".")}: ${issue?.message}`).toBe(sentence);
  });

  it("take an address of IPv6 as it is written in one, and the origin of a public address", () => {
    const options = hubOptions.parse({ host: "[::1]", publicUrl: "https://metrics.example.com/" });
    expect(options).toMatchObject({ host: "::1", publicUrl: "https://metrics.example.com" });
  });
});
