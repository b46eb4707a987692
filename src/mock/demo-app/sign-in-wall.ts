import { isAsset, json, redirect, type Answer, type Question } from "./exchange.ts";

/** What nobody has to sign in for. */
export function isOpenToAll(question: Question): boolean {
  return isAsset(question) || /^\/log(?:in|out)(?:\/|$)/.test(question.path);
}

/** To the login form and back, or a plain no for scripts. */
export function askToSignIn({ path, query }: Question): Answer {
  if (path.startsWith("/api/")) return json({ error: "Sign in." }, 401);
  const back = query.size === 0 ? path : `${path}?${query}`;
  return redirect(`/login?back=${encodeURIComponent(back)}`);
}
