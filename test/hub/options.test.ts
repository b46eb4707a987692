import { describe, expect, it } from "vitest";
import { hubOptions } from "../../src/hub/options.ts";

describe("the hub's options", () => {
  it("are complete without being given", () => {
    expect(hubOptions.parse({})).toEqual({ port: 3001, corsOrigin: [], eventsKept: 10_000 });
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
});
