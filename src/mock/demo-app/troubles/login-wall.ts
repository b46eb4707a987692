import { sessionOf } from "../session-cookie.ts";
import { askToSignIn, isOpenToAll } from "../sign-in-wall.ts";
import { defineTrouble } from "../trouble.ts";

export const loginWall = defineTrouble({
  description: "Every screen leads to the login form until one signs in (admin, correct horse).",
  start: (_, desk) => ({
    answer: (question, next) =>
      isOpenToAll(question) || sessionOf(question, desk) ? next(question) : askToSignIn(question),
  }),
});
