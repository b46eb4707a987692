import { isAsset } from "../exchange.ts";
import { defineTrouble } from "../trouble.ts";

export const neverAnswers = defineTrouble({
  description: "A request is accepted and never answered.",
  start: () => ({ answer: (question, next) => (isAsset(question) ? next(question) : new Promise(() => {})) }),
});
