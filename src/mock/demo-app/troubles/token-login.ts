import { z } from "zod";
import type { Desk } from "../desk.ts";
import { isAsset, json, page, script, type Answer, type Question } from "../exchange.ts";
import { html } from "../html.ts";
import { appShell } from "../screens/app.ts";
import { defineTrouble } from "../trouble.ts";
import { layout } from "../view.ts";

export const tokenLogin = defineTrouble({
  description:
    "The session is a token in localStorage, which the page's script sends; token-login:session keeps it in sessionStorage, token-login:indexeddb in IndexedDB.",
  argument: z.enum(["local", "session", "indexeddb"]).default("local"),
  start: (kind, desk) => ({
    script: { at: "start", body: stores[kind] },
    answer(question, next) {
      const { method, path } = question;
      if (path === "/login-app.js") return script(loginScript);
      if (isAsset(question)) return next(question);
      if (path === "/login") return page(layout("Sign in", loginForm));
      if (path === "/api/login" && method === "POST") return signIn(question, desk);
      if (path.startsWith("/api/")) return hasToken(question, desk) ? next(question) : json({ error: "Sign in." }, 401);
      return page(layout("Users", appShell({ signIn: "login" })));
    },
  }),
});

function signIn({ body }: Question, { accounts }: Desk): Answer {
  const form = new URLSearchParams(body);
  const username = form.get("username") ?? "";
  const outcome = accounts.signIn(username, form.get("password") ?? "");
  if (outcome === "ok") return json({ token: accounts.openSession(username) });
  return json({ error: outcome === "locked" ? "This account is locked." : "Wrong username or password." }, 401);
}

function hasToken({ headers }: Question, { accounts }: Desk): boolean {
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
  return accounts.userOf(token) !== undefined;
}

const loginForm = html`<form class="login" id="login">
    <p class="error" role="alert" hidden></p>
    <label>Username <input name="username" autocomplete="username" required /></label>
    <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
    <button type="submit">Sign in</button>
  </form>
  <script src="/login-app.js"></script>`;

const loginScript = `const base = new URL(".", document.currentScript.src);
const form = document.querySelector("#login");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch(new URL("api/login", base), { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const { token, error } = await answer.json();
  if (token) {
    await window.tokenStore.write(token);
    location.replace(new URL("users", base));
    return;
  }
  const line = form.querySelector(".error");
  line.hidden = false;
  line.textContent = error;
});
`;

/** The key holds the base, since all bases share one origin and so one storage. */
const key = `const key = "harbour-token:" + new URL("../", document.currentScript.src).pathname;`;

const stores = {
  local: toWebStorage("localStorage"),
  session: toWebStorage("sessionStorage"),
  indexeddb: `${key}

function settle(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function tokens(mode) {
  const opening = indexedDB.open(key);
  opening.onupgradeneeded = () => opening.result.createObjectStore("tokens");
  return (await settle(opening)).transaction("tokens", mode).objectStore("tokens");
}

window.tokenStore = {
  read: async () => settle((await tokens("readonly")).get("token")),
  write: async (token) => settle((await tokens("readwrite")).put(token, "token")),
};
`,
};

function toWebStorage(name: "localStorage" | "sessionStorage"): string {
  return `${key}

window.tokenStore = {
  read: async () => ${name}.getItem(key),
  write: async (token) => ${name}.setItem(key, token),
};
`;
}
