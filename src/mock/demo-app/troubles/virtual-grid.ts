import { defineTrouble } from "../trouble.ts";

export const virtualGrid = defineTrouble({
  description: "The users screen is a virtual grid: some 20 row elements, filled anew while one scrolls.",
  start: () => ({
    answer: (question, next) => next(question.path === "/users" ? { ...question, path: "/users/virtual" } : question),
  }),
});
