import type { z } from "zod";
import { calls, closedAnswers, type Answer, type Call } from "./calls.ts";
import { schemas, text, toSchema, type Schema } from "./schemas.ts";

let made: string | undefined;

/** The hub's calls as an OpenAPI 3.1 document in JSON, made once. */
export function openApiText(): string {
  return (made ??= JSON.stringify(toDocument()));
}

function toDocument(): object {
  const paths: Record<string, object> = {};
  for (const [name, call] of Object.entries(calls)) {
    const [method = "", path = ""] = name.split(" ");
    paths[path] = { ...paths[path], [method.toLowerCase()]: toOperation(call) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "live-metrics hub",
      version: "1",
      description: "Takes user metrics in, keeps the latest of each user, and passes every change on.",
      license: { name: "MIT", identifier: "MIT" },
    },
    paths,
    components: { schemas, securitySchemes },
  };
}

const securitySchemes = {
  bearer: { type: "http", scheme: "bearer", description: "An API key, or a signed token" },
  apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
  session: { type: "apiKey", in: "cookie", name: "live_metrics", description: "Where a person has signed in" },
  ticket: { type: "apiKey", in: "query", name: "ticket", description: "From POST /api/tickets, for one use" },
} as const;

function toOperation({ summary, needs, takesTicket, query, inPath = [], body, answers }: Call): object {
  const responses = Object.entries({ ...answers, ...(needs ? closedAnswers : {}) });
  return {
    summary,
    ...(needs ? { description: `Needs the scope ${needs.join(" or ")}.`, security: toSecurity(takesTicket) } : {}),
    parameters: [...inPath.map(toPathParameter), ...toQueryParameters(query)],
    ...(body ? { requestBody: { required: true, content: { "application/json": { schema: body } } } } : {}),
    responses: Object.fromEntries(responses.map(([status, answer]) => [status, toResponse(answer)])),
  };
}

/** Any one of them; the empty one is for a hub on this machine that asks for no key. */
function toSecurity(takesTicket = false): object[] {
  return [{}, { bearer: [] }, { apiKey: [] }, { session: [] }, ...(takesTicket ? [{ ticket: [] }] : [])];
}

function toPathParameter(name: string): object {
  return { name, in: "path", required: true, schema: text };
}

function toQueryParameters(query: z.ZodObject | undefined): object[] {
  if (!query) return [];
  const { properties = {} } = toSchema(query) as { properties?: Record<string, Schema> };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: "query", required: false, schema }));
}

function toResponse({ description, content }: Answer): object {
  if (!content) return { description };
  const byType = Object.entries(content).map(([mediaType, schema]) => [mediaType, { schema }]);
  return { description, content: Object.fromEntries(byType) as object };
}
