import { setTimeout as delay } from "node:timers/promises";
import { isAsset } from "../exchange.ts";
import { defineTrouble, wholeNumber } from "../trouble.ts";

export const slow = defineTrouble({
  description: "Each answer takes its time: 2000 ms, or as many as slow:500 says.",
  argument: wholeNumber(2_000),
  start: (ms) => ({
    async answer(question, next) {
      if (!isAsset(question)) await delay(ms, undefined, { ref: false });
      return await next(question);
    },
  }),
});
