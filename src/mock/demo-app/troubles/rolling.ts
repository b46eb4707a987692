import { sessionOf, toSessionCookie } from "../session-cookie.ts";
import { askToSignIn, isOpenToAll } from "../sign-in-wall.ts";
import { defineTrouble } from "../trouble.ts";

export const rolling = defineTrouble({
  description: "Every screen asks to sign in, and each answer replaces the session cookie; the one before is void.",
  start: (_, desk) => ({
    async answer(question, next) {
      if (isOpenToAll(question)) return await next(question);
      const session = sessionOf(question, desk);
      if (!session) return askToSignIn(question);

      const answer = await next(question);
      desk.accounts.endSession(session.id);
      const cookie = toSessionCookie(desk.accounts.openSession(session.username), desk);
      return { ...answer, headers: { ...answer.headers, ...cookie } };
    },
  }),
});
