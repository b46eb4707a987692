import { sessionOf } from "../session-cookie.ts";
import { askToSignIn, isOpenToAll } from "../sign-in-wall.ts";
import { defineTrouble, wholeNumber } from "../trouble.ts";

export const expiredSession = defineTrouble({
  description: "Every screen asks to sign in, and a session ends after 2 requests; expired-session:5 for 5.",
  argument: wholeNumber(2),
  start: (allowed, desk) => {
    const spent = new Map<string, number>();
    return {
      answer(question, next) {
        if (isOpenToAll(question)) return next(question);
        const session = sessionOf(question, desk);
        if (!session) return askToSignIn(question);

        const count = (spent.get(session.id) ?? 0) + 1;
        spent.set(session.id, count);
        if (count <= allowed) return next(question);
        desk.accounts.endSession(session.id);
        return askToSignIn(question);
      },
    };
  },
});
