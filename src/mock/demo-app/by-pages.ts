import type { Answer, Question } from "./exchange.ts";
import type { Next } from "./trouble.ts";

/** Opens the users screen at its first page of 10 where no page is asked for. */
export function byPages(question: Question, next: Next): Promise<Answer> {
  if (question.path !== "/users" || question.query.has("page")) return next(question);
  return next({
    ...question,
    query: new URLSearchParams({ page: "1", size: "10", ...Object.fromEntries(question.query) }),
  });
}
