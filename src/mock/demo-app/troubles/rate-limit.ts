import { isAsset } from "../exchange.ts";
import { defineTrouble, wholeNumber } from "../trouble.ts";

export const rateLimit = defineTrouble({
  description: "Every screen answers 429 with Retry-After: 30; rate-limit:5 for 5 seconds.",
  argument: wholeNumber(30),
  start: (seconds) => ({
    answer: (question, next) =>
      isAsset(question)
        ? next(question)
        : {
            status: 429,
            type: "text/plain",
            body: "Too many requests.\n",
            headers: { "retry-after": String(seconds) },
          },
  }),
});
