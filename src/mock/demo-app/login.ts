import type { LoginOutcome } from "./accounts.ts";
import type { Desk } from "./desk.ts";
import { page, redirect, refuse, type Answer, type Question } from "./exchange.ts";
import { html, type Html } from "./html.ts";
import { sessionOf, toEndedCookie, toSessionCookie } from "./session-cookie.ts";
import { layout } from "./view.ts";

/** `/login`: the form, and what becomes of it. */
export function login(question: Question, desk: Desk): Answer {
  if (question.method === "POST") return signIn(question, desk);
  if (question.method !== "GET" && question.method !== "HEAD") return refuse("GET, HEAD, POST");
  return page(loginPage({ back: readBack(question.query), desk }));
}

/** `/login/code`: the second step. */
export function loginCode({ method, body }: Question, desk: Desk): Answer {
  if (method !== "POST") return refuse("POST");
  const form = new URLSearchParams(body);
  const ticket = form.get("ticket") ?? "";
  const { outcome, username } = desk.accounts.enterCode(ticket, form.get("code") ?? "");
  if (outcome === "ok") return welcome(username, readBack(form), desk);
  return page(codePage({ ticket, back: readBack(form), error: "Wrong code." }));
}

/** `/logout` is a plain link, as in many apps: following it is enough. */
export function logout(question: Question, desk: Desk): Answer {
  const session = sessionOf(question, desk);
  if (session) desk.accounts.endSession(session.id);
  return redirect("/login", toEndedCookie(desk));
}

function signIn({ body }: Question, desk: Desk): Answer {
  const form = new URLSearchParams(body);
  const back = readBack(form);
  if (!desk.accounts.spendFormToken(form.get("csrf") ?? ""))
    return page(loginPage({ back, desk, error: "This form is out of date. Try again." }), 403);

  const username = form.get("username") ?? "";
  const outcome = desk.accounts.signIn(username, form.get("password") ?? "");
  if (outcome === "ok") return welcome(username, back, desk);
  if (outcome === "code-asked") return page(codePage({ ticket: desk.accounts.beginCode(username), back }));
  if (outcome === "password-expired") return page(expiredPage());
  return page(loginPage({ back, desk, username, error: refusals[outcome] ?? "" }));
}

const refusals: Partial<Record<LoginOutcome, string>> = {
  "wrong-password": "Wrong username or password.",
  locked: "This account is locked.",
};

function welcome(username: string, back: string, desk: Desk): Answer {
  return redirect(back, toSessionCookie(desk.accounts.openSession(username), desk));
}

/** Within the app, or a link elsewhere could send people on to a page that only looks like it. */
function readBack(fields: URLSearchParams): string {
  const back = fields.get("back") ?? "";
  return /^\/(?![/\\])/.test(back) ? back : "/users";
}

interface LoginPage {
  back: string;
  desk: Desk;
  username?: string;
  error?: string;
}

function loginPage({ back, desk, username = "", error = "" }: LoginPage): Html {
  return layout(
    "Sign in",
    html`<form class="login" method="post" action="/login">
      ${toError(error)}
      <input type="hidden" name="csrf" value="${desk.accounts.issueFormToken()}" />
      <input type="hidden" name="back" value="${back}" />
      <label>Username <input name="username" autocomplete="username" value="${username}" required /></label>
      <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
      <button type="submit">Sign in</button>
    </form>`,
  );
}

function codePage({ ticket, back, error = "" }: { ticket: string; back: string; error?: string }): Html {
  return layout(
    "Enter your code",
    html`<form class="login code" method="post" action="/login/code">
      ${toError(error)}
      <p>Enter the 6-digit code from your authenticator app.</p>
      <input type="hidden" name="ticket" value="${ticket}" />
      <input type="hidden" name="back" value="${back}" />
      <label>Code <input name="code" inputmode="numeric" autocomplete="one-time-code" required /></label>
      <button type="submit">Continue</button>
    </form>`,
  );
}

function expiredPage(): Html {
  return layout(
    "Choose a new password",
    html`<form class="login expired" method="post" action="/login/password">
      ${toError("Your password has expired. Choose a new one.")}
      <label>New password <input name="new-password" type="password" autocomplete="new-password" required /></label>
      <button type="submit">Save</button>
    </form>`,
  );
}

function toError(text: string): Html {
  return text === "" ? html`` : html`<p class="error" role="alert">${text}</p>`;
}
