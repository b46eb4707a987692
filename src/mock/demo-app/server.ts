import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { EnvironmentError, UsageError } from "../../errors.ts";
import type { Login } from "./accounts.ts";
import { readAddress, toBase } from "./address.ts";
import { createDesks, type Desks } from "./desks.ts";
import { page, type Answer } from "./exchange.ts";
import { html } from "./html.ts";
import { openLiveFeed } from "./live-feed.ts";
import { toPolicy } from "./policy.ts";
import { answer } from "./routes.ts";
import { layout } from "./view.ts";

/** A running demo app. */
export interface DemoApp {
  /** Base address, for example `http://127.0.0.1:40123/`. */
  url: string;
  /**
   * Base address of the same app with troubles, as in `at("slow:500+login-wall")`. What a token is given for shares
   * nothing with what another one is given for.
   */
  at(troubles: string, token?: string): string;
  /** The userIds whose account somebody deactivated; a scraper must leave it empty. */
  readonly deactivations: ReadonlySet<string>;
  deactivationsAt(troubles: string, token?: string): ReadonlySet<string>;
  /** The last 1,000 requests, with their whole path. */
  readonly requests: readonly { method: string; path: string }[];
  /** The last 1,000 attempts to sign in. */
  readonly logins: readonly Login[];
  close(): Promise<void>;
}

interface DemoAppOptions {
  count?: number;
  seed?: number;
  /** 0 takes a free one. */
  port?: number;
  now?: () => Date;
  /** What is wrong at each address of the app, as in `["slow:500"]`. */
  troubles?: readonly string[];
}

/**
 * Serves a small user-admin app on this machine alone, whose users change while one watches, and which misbehaves when
 * asked to. Throws an EnvironmentError when the port is in use, and a UsageError for a trouble that is not known.
 */
export async function openDemoApp({
  count = 24,
  seed = 1,
  port = 0,
  now = () => new Date(),
  troubles = [],
}: DemoAppOptions = {}): Promise<DemoApp> {
  const requests: { method: string; path: string }[] = [];
  const logins: Login[] = [];
  const desks = createDesks({ count, seed, now, troubles, note: (login) => keep(logins, login) });
  const problem = desks.problemOf(readAddress("/"));
  if (problem !== undefined) throw new UsageError(`The demo app: ${problem}`, { code: "LM_USAGE" });

  const server = createServer((request, response) => {
    keep(requests, { method: request.method!, path: request.url! });
    void respond(request, response, desks);
  });
  const feed = openLiveFeed(server, desks);

  server.listen(port, "127.0.0.1");
  await once(server, "listening").catch((cause: unknown) => {
    throw toPortError(port, cause);
  });

  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    at: (troubles, token) => new URL(toBase(troubles, token), url).href,
    get deactivations() {
      return desks.at(readAddress("/")).deactivations;
    },
    deactivationsAt: (troubles, token) => desks.at(readAddress(toBase(troubles, token))).deactivations,
    requests,
    logins,
    async close() {
      const closed = once(server, "close");
      feed.close();
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const logLength = 1_000;

function keep<Entry>(log: Entry[], entry: Entry): void {
  log.push(entry);
  if (log.length > logLength) log.shift();
}

async function respond(request: IncomingMessage, response: ServerResponse, desks: Desks): Promise<void> {
  try {
    const body = await readBody(request);
    const address = readAddress(request.url!);
    const method = request.method!;
    const problem = desks.problemOf(address);
    if (problem !== undefined) return send(response, page(layout("Unknown trouble", html`<p>${problem}</p>`), 404));
    if (method === "POST" && address.path === "/reset") {
      desks.reset(address);
      return send(response, { status: 204, type: "text/plain", body: "" });
    }
    const { path, query } = address;
    send(response, await answer({ method, path, query, body, headers: request.headers }, desks.at(address)));
  } catch (error) {
    // A visitor who left needs no answer; for one who did not, a closed connection says that something is wrong here.
    response.destroy(error as Error);
  }
}

const maximumBody = 64_000;

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) {
    if (body.length < maximumBody) body += chunk as string;
  }
  return body;
}

function send(response: ServerResponse, { status, type, body, headers = {} }: Answer): void {
  response.writeHead(status, {
    "content-type": `${type}; charset=utf-8`,
    ...(status === 204 ? {} : { "content-length": Buffer.byteLength(body) }),
    "cache-control": "no-store",
    "content-security-policy": toPolicy(),
    "x-content-type-options": "nosniff",
    ...headers,
  });
  response.end(body);
}

function toPortError(port: number, cause: unknown): EnvironmentError {
  return new EnvironmentError(`The demo app cannot listen on 127.0.0.1:${port}`, {
    code: "LM_PORT_IN_USE",
    hint: "Leave the port out, and a free one is taken.",
    cause,
  });
}
