import { languageOf, listUsers, type Desk } from "./desk.ts";
import { isDocument, json, moveUnder, page, redirect, refuse, script } from "./exchange.ts";
import type { Answer, Question } from "./exchange.ts";
import type { Html } from "./html.ts";
import { login, loginCode, logout } from "./login.ts";
import { pagedUsers, sliceOf, sliceRows } from "./paging.ts";
import { toPolicy } from "./policy.ts";
import { refreshScript } from "./refresh.ts";
import { screens, type Screen } from "./screens/index.ts";
import { sessionOf } from "./session-cookie.ts";
import { style } from "./style.ts";
import type { Effects, Next } from "./trouble.ts";
import { layout, notFoundPage, overviewPage, usersList, usersPage, type Surroundings } from "./view.ts";

/** The answer of the demo app to one request, after its troubles had their say. */
export async function answer(question: Question, desk: Desk): Promise<Answer> {
  const healthy: Next = async (question) => route(question, desk);
  const first = [...desk.troubles.values()].reduceRight<Next>(before, healthy);
  return moveUnder(desk.base, addScripts(await first(question), desk));
}

function before(next: Next, { answer }: Effects): Next {
  return answer ? async (question) => await answer(question, next) : next;
}

/** A healthy app: only a POST changes anything, besides the sign-out link. */
function route(question: Question, desk: Desk): Answer {
  const { method, path } = question;
  const userId = /^\/users\/([^/]+)\/deactivate$/.exec(path)?.[1];
  if (userId !== undefined) return method === "POST" ? deactivate(userId, desk) : refuse("POST");

  const form = forms.get(path);
  if (form) return form(question, desk);
  const view = views.get(path) ?? troubleScript(path, desk);
  if (!view) return page(notFoundPage(), 404);
  return method === "GET" || method === "HEAD" ? view(question, desk) : refuse("GET, HEAD");
}

type Route = (question: Question, desk: Desk) => Answer;

const forms = new Map<string, Route>([
  ["/login", login],
  ["/login/code", loginCode],
  ["/logout", logout],
]);

const views = new Map<string, Route>([
  ["/", (question, desk) => page(overviewPage(listUsers(desk), surroundingsOf(question, desk)))],
  ["/users", users],
  ["/users/rows", (_, desk) => page(wholeList(desk, false))],
  ["/users/slice", slice],
  ["/api/users", apiUsers],
  ["/style.css", () => ({ status: 200, type: "text/css", body: style })],
  ["/refresh.js", () => script(refreshScript)],
  ...screens.flatMap(toRoutes),
]);

function users(question: Question, desk: Desk): Answer {
  const surroundings = surroundingsOf(question, desk);
  if (!question.query.has("page")) return page(usersPage(wholeList(desk, true), surroundings));
  return page(layout("Users", pagedUsers(listUsers(desk), question.query, desk), surroundings));
}

function wholeList(desk: Desk, isScreen: boolean): Html {
  const users = listUsers(desk);
  const about = { users, isScreen };
  return [...desk.troubles.values()].reduce((html, effect) => effect.list?.(html, about) ?? html, usersList(users));
}

/** The rows of one page, for scripts to add. */
function slice({ query }: Question, desk: Desk): Answer {
  const list = listUsers(desk);
  const rows = sliceRows(sliceOf(list, query), list);
  return { status: 200, type: "text/html", body: rows.map(({ markup }) => markup).join("") };
}

function apiUsers({ query }: Question, desk: Desk): Answer {
  const list = listUsers(desk);
  const { page, size, users } = sliceOf(list, query);
  return json({ total: list.total, page, size, users });
}

function toRoutes(screen: Screen): [string, Route][] {
  const body = screen.script;
  const own: [string, Route] = [screen.path, (question, desk) => showScreen(screen, question, desk)];
  return body === undefined ? [own] : [own, [`${screen.path}.js`, () => script(body)]];
}

function showScreen(screen: Screen, question: Question, desk: Desk): Answer {
  const content = screen.content(listUsers(desk), question);
  const whole = screen.isBare ? content : layout(screen.title, content, surroundingsOf(question, desk));
  return { ...page(whole), headers: { "content-security-policy": toPolicy(screen.policy) } };
}

function surroundingsOf(question: Question, desk: Desk): Surroundings {
  return { language: languageOf(desk), signedInAs: sessionOf(question, desk)?.username };
}

function deactivate(userId: string, desk: Desk): Answer {
  const isThere = listUsers(desk).users.some((user) => user.userId === userId);
  if (!isThere) return page(notFoundPage(), 404);

  desk.deactivations.add(userId);
  return redirect("/users");
}

function troubleScript(path: string, { troubles }: Desk): Route | undefined {
  const name = /^\/troubles\/([^/]+)\.js$/.exec(path)?.[1] ?? "";
  const body = troubles.get(name)?.script?.body;
  // A block, since the names in it may be those of the screen's own script.
  return body === undefined ? undefined : () => script(`{\n${body}}\n`);
}

function addScripts(answer: Answer, { troubles }: Desk): Answer {
  if (!isDocument(answer)) return answer;

  const tags = { start: "", end: "" };
  for (const [name, { script }] of troubles)
    if (script) tags[script.at] += `<script src="/troubles/${name}.js"></script>`;
  const body = answer.body.replace("<head>", `<head>${tags.start}`).replace("</body>", `${tags.end}</body>`);
  return { ...answer, body };
}
