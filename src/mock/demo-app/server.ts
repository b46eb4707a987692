import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { EnvironmentError } from "../../errors.ts";
import { createPeople } from "../people.ts";
import { answer, type Answer, type Desk } from "./routes.ts";

/** A running demo app. */
export interface DemoApp {
  /** Base address, for example `http://127.0.0.1:40123/`. */
  url: string;
  /** The userIds whose account somebody deactivated; a scraper must leave it empty. */
  deactivations: ReadonlySet<string>;
  close(): Promise<void>;
}

interface DemoAppOptions {
  count?: number;
  seed?: number;
  /** 0 takes a free one. */
  port?: number;
  now?: () => Date;
}

/**
 * Serves a small user-admin app on this machine alone, whose users change while one watches.
 * Throws an EnvironmentError when the port is in use.
 */
export async function openDemoApp({
  count = 24,
  seed = 1,
  port = 0,
  now = () => new Date(),
}: DemoAppOptions = {}): Promise<DemoApp> {
  const desk: Desk = { people: createPeople({ count, seed, now: now() }), deactivations: new Set(), now };
  const server = createServer((request, response) => {
    request.resume();
    send(response, answer({ method: request.method!, path: request.url!.split("?")[0]! }, desk));
  });

  server.listen(port, "127.0.0.1");
  await once(server, "listening").catch((cause: unknown) => {
    throw toPortError(port, cause);
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    deactivations: desk.deactivations,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

// Nothing but the app's own files may load or run, whatever a display name holds.
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'";

function send(response: ServerResponse, { status, type, body, headers = {} }: Answer): void {
  response.writeHead(status, {
    "content-type": `${type}; charset=utf-8`,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "content-security-policy": contentSecurityPolicy,
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
