import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "puppeteer";
import { WebSocketServer } from "ws";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { MetricsAggregates, MetricsService } from "../../src/client/index.ts";
import { buildClient } from "../support/client/built-client.ts";
import { openMiniExpress, type MiniExpress } from "../support/client/mini-express.ts";
import { openChromium, type TestBrowser } from "../support/chromium.ts";
import { fencesOf } from "../support/doc-examples.ts";
import type { TempFolder } from "../support/temp-folder.ts";
import { makeMetric } from "../support/user-metrics.ts";
import { generateMockMetrics } from "../../src/mock/generate.ts";

// Each snippet is the guide's own text; what changes is host names, ports and import specifiers.
const guide = fencesOf(await readFile(join(import.meta.dirname, "fixtures/integration-guide.md"), "utf8"));
/** What the guide generates in its mock data. */
const mockMetrics = generateMockMetrics(20);
const requireHere = createRequire(import.meta.url);

function snippet(beginning: string): string {
  const found = guide.find(({ body }) => body.includes(beginning));
  if (!found) throw new Error(`The guide has no snippet with ${beginning}`);
  return found.body;
}

let folder: TempFolder;
let chromium: TestBrowser;
let app: MiniExpress;
let page: Page;
let said: string[];

beforeAll(async () => {
  folder = await buildClient();
  chromium = await openChromium();
});
afterAll(async () => {
  await chromium[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});
beforeEach(async () => {
  app = await openMiniExpress();
  app.serve("/", '<!doctype html><title>Guide</title><script src="/client.js"></script>');
  app.serve("/client.js", await readFile(join(folder.path, "client.js"), "utf8"));
  app.serve("/services/metricsService.js", "export const { metricsService } = globalThis;");
  app.serve(
    "/examples/scraper-integration.js",
    `export const generateMockMetrics = (count) => ${JSON.stringify(mockMetrics)}.slice(0, count);`,
  );
  page = await chromium.browser.newPage();
  said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  await page.goto(app.url);
});
afterEach(async () => {
  await page.close();
  await app[Symbol.asyncDispose]();
});

let modules = 0;

/** Runs it as a module of the page, with `around` before it for the names that the guide leaves undefined. */
async function runInPage(code: string, around = ""): Promise<void> {
  const path = `/snippet-${++modules}.js`;
  const specifiers = code.replace("./services/metricsService", "/services/metricsService.js");
  app.serve(path, around + specifiers.replace("./examples/scraper-integration", "/examples/scraper-integration.js"));
  // As text: the test runner has an import of its own.
  await page.evaluate(`import("${path}")`);
}

/** Runs it as a script of Node, with the names that the guide leaves undefined. */
function runInNode(code: string, names: Record<string, unknown>): void {
  // oxlint-disable-next-line typescript/no-implied-eval -- the guide's text is the program under test
  new Function("require", ...Object.keys(names), code)(requireHere, ...Object.values(names));
}

async function seesUser(userId: string): Promise<void> {
  await page.waitForFunction((userId) => service().getUser(userId) !== undefined, { timeout: 20_000 }, userId);
}

/** Stands in the page's own scope. */
declare function service(): MetricsService;
beforeEach(async () => {
  await page.evaluate(() => {
    const global = globalThis as unknown as { service: () => MetricsService; metricsService: MetricsService };
    global.service = () => global.metricsService;
  });
});

test("direct push, one user", async () => {
  await runInPage(snippet("// Push single user metric"));
  await seesUser("user123");
});

test("direct push, many users", async () => {
  const users = ["a", "b", "c"].map((userId) => makeMetric({ userId }));
  const [user1, user2, user3] = users.map((user) => JSON.stringify(user));
  const around = `const { metricsService } = globalThis; const user1 = ${user1}, user2 = ${user2}, user3 = ${user3};`;
  await runInPage(snippet("const users = [user1, user2, user3]"), around);
  await seesUser("c");
});

test("WebSocket, with the guide's backend", async () => {
  const made: { server?: WebSocketServer } = {};
  class Server extends WebSocketServer {
    constructor() {
      super({ port: 0, host: "127.0.0.1" });
      made.server = this;
    }
  }
  const backend = snippet("const wss = new WebSocket.Server").replace(/\}\);\n*$/, "  sendMetric({});\n});\n");
  const ws = Object.assign(requireHere("ws") as object, { Server });
  runInNode(backend.replace("require('ws')", "ws"), { ws, transformedData: makeMetric({ userId: "by-socket" }) });
  const server = made.server!;
  await new Promise((resolve) => server.once("listening", resolve));

  const { port } = server.address() as { port: number };
  await runInPage(snippet("connectWebSocket('ws").replace("your-server.com", `127.0.0.1:${port}`));
  await seesUser("by-socket");
  await page.evaluate(() => service().close());
  server.close();
});

test("WebSocket, with a backend that passes over the subprotocol, which browsers do not forgive", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => false });
  const message = { type: "bulk_metrics", metrics: [makeMetric({ userId: "plain" })] };
  server.on("connection", (socket) => socket.send(JSON.stringify(message)));
  await new Promise((resolve) => server.once("listening", resolve));

  const { port } = server.address() as { port: number };
  await runInPage(snippet("connectWebSocket('ws").replace("your-server.com", `127.0.0.1:${port}`));
  await seesUser("plain");
  await page.evaluate(() => service().close());
  server.close();
});

test("polling, with the guide's backend", async () => {
  const getUserMetricsFromDatabase = () => [makeMetric({ userId: "by-polling" })];
  runInNode(snippet("getUserMetricsFromDatabase()"), { app, getUserMetricsFromDatabase });

  const frontend = snippet("startPolling('https");
  await runInPage(frontend.replace("https://your-api.com/metrics", `${app.url}/api/metrics`));
  await seesUser("by-polling");
});

test("server-sent events, with the guide's backend", async () => {
  const atOnce = (run: () => void): number => {
    run();
    return 0;
  };
  const names = { getLatestMetric: () => makeMetric({ userId: "by-sse" }), setInterval: atOnce, clearInterval() {} };
  runInNode(snippet("app.get('/api/stream'"), { app, ...names });

  await runInPage(snippet("connectSSE('https").replace("https://your-api.com/stream", `${app.url}/api/stream`));
  await seesUser("by-sse");
});

test("the mock data generator moves users, and the console shows them", async () => {
  await runInPage(snippet("// Check if metrics are being received"));
  await runInPage(snippet("// Debug mode"));
  // The guide waits three seconds between two updates.
  const around = "const setInterval = (run) => { for (let n = 0; n < 3; n++) run(); };\n";
  const before = mockMetrics.reduce((sum, { pageViews }) => sum + pageViews, 0);
  await runInPage(snippet("const mockUsers = generateMockMetrics(20)"), around);

  const metrics = await page.evaluate(() => {
    let known: MetricsAggregates | undefined;
    service().onMetricsUpdate((metrics) => (known = metrics));
    return known;
  });
  expect(metrics).toMatchObject({ totalUsers: 20, totalPageViews: before + 3 });
  expect(said).toContain("Received users: 20");
  expect(said.some((line) => /^Active users: \d+$/.test(line))).toBe(true);
  expect(said.some((line) => /^Total events: \d+$/.test(line))).toBe(true);
});
