import { describe, expect, it } from "vitest";
import { z } from "zod";
import { eventOf, metricOf } from "../../support/hub/metric.ts";
import { openKeyedHub } from "../../support/hub/keyed-hub.ts";
import { ask, noonMs, reportOf } from "../../support/hub/operation.ts";
import { openTestHub } from "../../support/hub/test-hub.ts";

type Json = Record<string, unknown>;

interface Operation {
  summary: string;
  security?: object[];
  parameters: { name: string; in: string; schema: Json }[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Json }> }>;
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; securitySchemes: Record<string, Json> };
}

async function read(hub: { url: string }): Promise<Document> {
  return (await ask(hub, "/openapi.json")).body as Document;
}

function operationsOf({ paths }: Document): [name: string, operation: Operation][] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
}

/** What browsers load for the page and the sign-in is not for clients. */
const ofPages = /^(HEAD|OPTIONS) |^GET (\/\*|\/sign-in(\.\w+)?)$/;

describe("the OpenAPI document", () => {
  it.each([
    ["open", openTestHub],
    ["keyed", openKeyedHub],
  ])("has every call of a hub that is %s, and no other", async (_, open) => {
    await using hub = await open();
    const routes = [...hub.routes].filter((route) => !ofPages.test(route));
    expect(
      operationsOf(await read(hub))
        .map(([name]) => name)
        .toSorted(),
    ).toEqual(routes.map((route) => route.replaceAll(/:(\w+)/g, "{$1}")).toSorted());
  });

  it("says which calls need a key", async () => {
    await using hub = await openKeyedHub();
    const answer = async (name: string): Promise<number> => {
      const [method = "", path = ""] = name.split(" ");
      return (await fetch(hub.url + path, { method, redirect: "manual" })).status;
    };
    // Without an upgrade there is nothing at the address of a socket alone, and the page is for everybody.
    const asked = operationsOf(await read(hub)).filter(([, { responses }]) => !("101" in responses));
    for (const [name, { security, responses }] of asked)
      expect([name, (await answer(name)) === 401]).toEqual([name, security !== undefined || "401" in responses]);
  });

  it("is whole: what it refers to is there, what it names is described", async () => {
    await using hub = await openTestHub();
    const document = await read(hub);
    const { schemas, securitySchemes } = document.components;
    const whole = JSON.stringify(document);
    for (const [, name] of whole.matchAll(/"\$ref":"([^"]+)"/g))
      expect(Object.keys(schemas).map((key) => `#/components/schemas/${key}`)).toContain(name);
    expect(whole).not.toContain("$defs");

    expect(document.openapi).toBe("3.1.0");
    for (const [name, { summary, security = [], parameters, responses }] of operationsOf(document)) {
      expect([name, summary]).toEqual([name, expect.stringMatching(/^[A-Z]/)]);
      expect(security.flatMap((scheme) => Object.keys(scheme)).filter((key) => !(key in securitySchemes))).toEqual([]);
      const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      expect(parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name)).toEqual(inPath);
      for (const { description } of Object.values(responses)) expect(description).not.toBe("");
    }
  });

  it("tells the truth about what the hub takes and gives", async () => {
    await using hub = await openTestHub({ now: () => noonMs });
    const document = await read(hub);
    const ofSchema = (schema: Json) => z.fromJSONSchema(inline(schema, document.components.schemas) as never);
    const call = async (name: string, { path = name.split(" ")[1]!, body }: { path?: string; body?: unknown } = {}) => {
      const operation = new Map(operationsOf(document)).get(name)!;
      if (body !== undefined) ofSchema(operation.requestBody!.content["application/json"]!.schema).parse(body);
      const { status, body: answer } =
        body === undefined ? await ask(hub, path, { method: name.split(" ")[0]! }) : await hub.post(path, body);
      ofSchema(operation.responses[status]!.content!["application/json"]!.schema).parse(answer);
      return status;
    };

    expect(await call("POST /api/metrics", { body: { user_id: 7, clicks: "12" } })).toBe(200);
    expect(await call("POST /api/metrics/bulk", { body: [metricOf("ada"), metricOf("bob")] })).toBe(200);
    expect(await call("POST /api/events", { body: { type: "x", userId: "ada", userName: "Ada Example" } })).toBe(200);
    expect(await call("POST /api/events", { body: { events: [{ ...eventOf("e"), type: "user_gone" }] } })).toBe(200);
    expect(await call("POST /api/runs", { body: reportOf("wiki") })).toBe(200);
    expect(await call("POST /api/runs", { body: [reportOf("shop", { verdict: "blocked" })] })).toBe(200);
    for (const name of ["GET /api/metrics", "GET /api/targets", "GET /api/history", "GET /api/events"])
      expect([name, await call(name)]).toEqual([name, 200]);
    expect(await call("GET /api/history", { path: "/api/history?user=ada" })).toBe(200);
    expect(await call("GET /api/history", { path: "/api/history?step=1s" })).toBe(400);
    expect(await call("POST /api/targets/{name}/run", { path: "/api/targets/wiki/run" })).toBe(409);
    expect(await call("POST /api/tickets")).toBe(200);
    expect(await call("GET /readyz")).toBe(503);
    expect(await call("GET /healthz")).toBe(200);
  });
});

/** With each reference replaced by what it refers to. */
function inline(value: unknown, schemas: Record<string, Json>): unknown {
  if (Array.isArray(value)) return value.map((item) => inline(item, schemas));
  if (typeof value !== "object" || value === null) return value;
  if ("$ref" in value) return inline(schemas[String(value.$ref).split("/").at(-1)!], schemas);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inline(inner, schemas)]));
}
