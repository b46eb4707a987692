import { createServer, type ServerResponse } from "node:http";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { WebSocketServer } from "ws";
import type { WarmBrowser } from "../../src/browser/browser.ts";
import { loadConfig } from "../../src/config/load.ts";
import { waitForLock } from "../../src/schedule/lock.ts";
import { Logins } from "../../src/scrape/logins.ts";
import { scrape, type RunResult, type ScrapeTarget } from "../../src/scrape/scrape.ts";
import { loadSite } from "../../src/site/load.ts";
import { tempFolder } from "./temp-folder.ts";

/** A fenced block of Markdown: "```json response=/api/users" has the language `json` and the attribute `response`. */
export interface Fence {
  language: string;
  attributes: Readonly<Record<string, string>>;
  body: string;
  /** Of its first line, from 1. */
  line: number;
}

/** Inputs and what comes out of them, as a page of the docs shows it. */
export interface DocExample {
  /** The heading above, with the line of its first block. */
  title: string;
  inputs: readonly Fence[];
  outputs: readonly Fence[];
}

/** What the docs show of a run. */
export interface Shown {
  /** Of a block of `json`: the users, each with what is missing and why. */
  users: object[];
  /** Of a block of `text`: the verdict, its sentence and what it warns of. */
  verdict: string;
}

export const docsFolder = resolve(import.meta.dirname, "../../docs");
/** Stands in the docs for the address of the server that a test starts. */
const shownOrigin = "https://app.example.com";

export async function readDoc(name: string): Promise<string> {
  return await readFile(join(docsFolder, name), "utf8");
}

export function fencesOf(markdown: string): (Fence & { heading: string })[] {
  const fences: (Fence & { heading: string })[] = [];
  let heading = "";
  let open: (Fence & { heading: string; indent: string }) | undefined;
  for (const [index, line] of markdown.split("\n").entries()) {
    const [, indent = "", info] = /^( *)```(.*)$/.exec(line) ?? [];
    if (open && info === "" && indent === open.indent) {
      fences.push(open);
      open = undefined;
    } else if (open) open.body += `${line.slice(open.indent.length)}\n`;
    else if (info !== undefined) open = { ...readInfo(info), heading, indent, body: "", line: index + 1 };
    else heading = /^#+ (.+)$/.exec(line)?.[1] ?? heading;
  }
  return fences;
}

function readInfo(info: string): Pick<Fence, "language" | "attributes"> {
  const [language = "", ...words] = info.split(" ");
  const attributes = words.map((word): [string, string] => {
    const at = word.indexOf("=");
    return at === -1 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
  });
  return { language, attributes: Object.fromEntries(attributes) };
}

const isOutput = ({ language, attributes }: Fence): boolean =>
  (language === "json" || language === "text") && Object.keys(attributes).length === 0;

/**
 * The examples of a page in their order. One that shows no page, or no selector file, goes on with those of the example
 * before it under the same heading.
 */
export function examplesOf(markdown: string): DocExample[] {
  const examples: { heading: string; title: string; inputs: Fence[]; outputs: Fence[] }[] = [];
  for (const fence of fencesOf(markdown)) {
    const last = examples.at(-1);
    const goesOn = last?.heading === fence.heading;
    if (isOutput(fence) && goesOn) last.outputs.push(fence);
    else if (goesOn && last.outputs.length === 0) last.inputs.push(fence);
    else {
      const title = `${fence.heading} (line ${fence.line})`;
      examples.push({ heading: fence.heading, title, inputs: [fence], outputs: [] });
    }
  }
  for (const [index, example] of examples.entries()) {
    const before = examples[index - 1];
    if (before?.heading !== example.heading) continue;
    const kinds = new Set(example.inputs.map(kindOf));
    example.inputs.unshift(...before.inputs.filter((fence) => !kinds.has(kindOf(fence))));
  }
  return examples;
}

/** Pages with all that they ask for are one kind; so are selector files, and configs. */
function kindOf({ language, attributes }: Fence): string {
  return language === "yaml" ? `yaml ${Object.keys(attributes).join()}` : "page";
}

/** Pages from here come at once: what is not there by then never comes. */
const longestMs = 4_000;

/** Serves the pages of an example and reads them with its selector file, as a run does. */
export async function runExample({ inputs }: DocExample, browser: WarmBrowser): Promise<Shown> {
  await using folder = await tempFolder();
  for (const { language, attributes, body } of inputs) {
    if (language === "yaml")
      await folder.write("config" in attributes ? "live-metrics.config.yaml" : "users.yaml", body);
    if (attributes.file !== undefined) await folder.write(attributes.file, body);
  }
  const target = await toTarget(inputs, folder.path);
  const site = {
    ...target.site,
    ready: { ...target.site.ready, timeout: Math.min(target.site.ready.timeout, longestMs) },
  };
  await using server = await serve(inputs, new URL(target.site.path ?? "", shownOrigin));
  const logins = new Logins(join(folder.path, "logins"), (file, signal) => waitForLock(file, "The example", signal));
  const result = await scrape(
    { ...target, site, url: server.origin },
    { browser, signal: AbortSignal.timeout(50_000), logins, salt: "an example" },
  );
  return toShown(result, server.origin);
}

async function toTarget(inputs: readonly Fence[], folder: string): Promise<Omit<ScrapeTarget, "url">> {
  const common = { name: "users", timeoutMs: 40_000, block: true };
  if (!inputs.some(({ language, attributes }) => language === "yaml" && "config" in attributes))
    return { ...common, site: await loadSite("users.yaml", folder) };

  const environment = { APP_PASSWORD: "correct horse" };
  const file = join(folder, "live-metrics.config.yaml");
  const { targets } = await loadConfig({ file, cwd: folder, environment, flags: {} });
  const [target] = Object.values(targets);
  return { ...common, ...target!, block: true, secrets: target!.login };
}

function toShown({ observations, verdict }: RunResult, origin: string): Shown {
  const users = observations.map(({ known, missing }) =>
    Object.keys(missing).length > 0 ? { ...known, missing } : known,
  );
  const warnings = verdict.warnings.map((warning) => `warning: ${warning}`);
  const shown = { users, verdict: [`${verdict.name}: ${verdict.sentence}`, ...warnings].join("\n") };
  return JSON.parse(JSON.stringify(shown).replaceAll(origin, shownOrigin)) as Shown;
}

/** Blocks with `page`, `response` or `script` are served there, bare HTML at the site's own path; a `frame` is sent by a WebSocket. */
async function serve(inputs: readonly Fence[], home: URL): Promise<AsyncDisposable & { origin: string }> {
  const answers = new Map(inputs.flatMap((fence) => toAnswer(fence, home)));
  const server = createServer(({ url = "/" }, response) => {
    send(response, answers.get(url) ?? answers.get(url.split("?", 1)[0]!));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, { url }) => {
    for (const { attributes, body } of inputs) if (attributes.frame === url) socket.send(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      sockets.close();
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

interface Answer {
  status: number;
  type: string;
  body: string;
}

const types: Readonly<Record<string, string>> = { html: "text/html", json: "application/json", js: "text/javascript" };

function toAnswer({ language, attributes, body }: Fence, home: URL): [string, Answer][] {
  const { page, response, script, status = "200" } = attributes;
  const path = page ?? response ?? script ?? (language === "html" ? home.pathname + home.search : undefined);
  return path === undefined ? [] : [[path, { status: Number(status), type: types[language] ?? "text/plain", body }]];
}

function send(response: ServerResponse, answer: Answer = { status: 404, type: "text/html", body: "" }): void {
  response.writeHead(answer.status, { "content-type": `${answer.type}; charset=utf-8` });
  response.end(answer.body);
}
