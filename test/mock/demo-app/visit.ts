import { openDemoApp, type DemoApp } from "../../../src/mock/demo-app/server.ts";

export const noon = new Date("2026-11-23T12:00:00.000Z");

/** An app whose clock stands still. */
export async function openApp(options: Parameters<typeof openDemoApp>[0] = {}): Promise<DemoApp & AsyncDisposable> {
  const app = await openDemoApp({ now: () => noon, ...options });
  return Object.assign(app, { [Symbol.asyncDispose]: () => app.close() });
}

interface Seen {
  status: number;
  /** Path and query that a redirect leads to. */
  location: string | undefined;
  headers: Headers;
  text: string;
}

/** Somebody with cookies, who follows no redirect. */
export class Visitor {
  readonly #base: string;
  #cookie = "";

  constructor(base: string) {
    this.#base = base;
  }

  async get(path: string): Promise<Seen> {
    return await this.#ask(path, {});
  }

  async post(path: string, form: Record<string, string>): Promise<Seen> {
    return await this.#ask(path, { method: "POST", body: new URLSearchParams(form) });
  }

  /** Fills in the login form as a person does. */
  async signIn(username = "admin", password = "correct horse", back = "/users"): Promise<Seen> {
    const { text } = await this.get(`login?back=${encodeURIComponent(back)}`);
    return await this.post("login", { ...hiddenFields(text), username, password });
  }

  async #ask(path: string, init: RequestInit): Promise<Seen> {
    const headers = { cookie: this.#cookie };
    const answer = await fetch(new URL(path, this.#base), { ...init, headers, redirect: "manual" });
    const set = answer.headers.get("set-cookie");
    if (set !== null) this.#cookie = set.split(";")[0]!;
    return {
      status: answer.status,
      location: answer.headers.get("location") ?? undefined,
      headers: answer.headers,
      text: await answer.text(),
    };
  }
}

export function hiddenFields(form: string): Record<string, string> {
  return Object.fromEntries(
    [...form.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
}

/** The userIds of the rows, from the top. */
export function idsIn(html: string): string[] {
  return [...html.matchAll(/<tr data-user-id="([^"]+)"/g)].map(([, id]) => id!);
}
