import { sessionOf } from "../session-cookie.ts";
import { askToSignIn, isOpenToAll } from "../sign-in-wall.ts";
import { defineTrouble, wholeNumber } from "../trouble.ts";

export const loginWallAfter = defineTrouble({
  description: "The first 2 pages are open to all, the next ones lead to the login form; login-wall-after:5 for 5.",
  argument: wholeNumber(2),
  start: (free, desk) => {
    let served = 0;
    return {
      answer(question, next) {
        if (isOpenToAll(question) || sessionOf(question, desk)) return next(question);
        served += 1;
        return served > free ? askToSignIn(question) : next(question);
      },
    };
  },
});
