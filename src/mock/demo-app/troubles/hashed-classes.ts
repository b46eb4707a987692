import { randomUUID } from "node:crypto";
import { hashClasses } from "../hash-classes.ts";
import { defineTrouble } from "../trouble.ts";

export const hashedClasses = defineTrouble({
  description: "All class names that the server writes are hashes, and new ones on each load.",
  start: () => ({
    async answer(question, next) {
      const answer = await next(question);
      return answer.type === "text/html" ? hashClasses(answer, randomUUID()) : answer;
    },
  }),
});
