import { z } from "zod";
import { listUsers, type Desk } from "../desk.ts";
import { json, page, type Answer, type Question } from "../exchange.ts";
import { sliceOf } from "../paging.ts";
import { appShell } from "../screens/app.ts";
import { defineTrouble } from "../trouble.ts";
import { layout } from "../view.ts";

export const graphql = defineTrouble({
  description: "The rows of the users screen come from POST /graphql, and there is no other API.",
  start: (_, desk) => ({
    answer(question, next) {
      if (question.path === "/users") return page(layout("Users", appShell({ api: "graphql" })));
      if (question.path === "/graphql" && question.method === "POST") return resolve(question, desk);
      return question.path.startsWith("/api/") ? json({ error: "Not found" }, 404) : next(question);
    },
  }),
});

const request = z.object({
  operationName: z.literal("Users"),
  query: z.string().startsWith("query Users"),
  variables: z.object({ page: z.int().min(1), size: z.int().min(1) }),
});

function resolve({ body }: Question, desk: Desk): Answer {
  const parsed = request.safeParse(JSON.parse(body || "null"));
  if (!parsed.success) return json({ errors: [{ message: "Only the query Users is known here." }] }, 400);

  const { page, size } = parsed.data.variables;
  const list = listUsers(desk);
  const { users } = sliceOf(list, new URLSearchParams({ page: String(page), size: String(size) }));
  return json({ data: { users: { totalCount: list.total, nodes: users } } });
}
