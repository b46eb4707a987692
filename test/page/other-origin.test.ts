import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { SignJWT } from "jose";
import { buildOtherApp } from "../support/built-page.ts";
import { openChromium, type TestBrowser } from "../support/chromium.ts";
import { FrameServer } from "../support/frame-server.ts";
import { outside } from "../support/hub/keyed-hub.ts";
import { openTestHub, type TestHub } from "../support/hub/test-hub.ts";
import { LivePage } from "../support/live-page.ts";
import { ago, makeUser } from "../support/live-users.ts";
import type { TempFolder } from "../support/temp-folder.ts";
import { makeEvent, makeRun } from "../support/user-metrics.ts";

const jwtSecret = "a secret of some length, for tests alone";

let folder: TempFolder;
let chromium: TestBrowser;
let key: string;
beforeAll(async () => {
  folder = await buildOtherApp();
  chromium = await openChromium();
  key = await new SignJWT({ scope: "read ingest" })
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(jwtSecret));
});
afterAll(async () => {
  await chromium[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function ask(hub: TestHub, path: string, body: unknown = {}): Promise<{ ticket?: string }> {
  const response = await fetch(`${hub.localUrl}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await response.json()) as { ticket?: string };
}

test.each(["key", "ticket"] as const)(
  "an app of another origin whose service has a %s gets past, targets and runs of the hub with it",
  async (means) => {
    const ran: string[] = [];
    await using app = await FrameServer.open({ folder: folder.path, connectTo: "http://127.0.0.1:*" });
    await using hub = await openTestHub({
      options: { ...outside, jwtSecret, corsOrigin: [app.url.slice(0, -1)] },
      runner: { canRun: () => true, run: (name) => void ran.push(name) },
    });
    await ask(hub, "/api/metrics", makeUser("Mara Lindqvist", 4).metric);
    await ask(hub, "/api/events", makeEvent({ userId: "Mara Lindqvist", timestamp: ago(600) }));
    await ask(hub, "/api/runs", makeRun({ target: "crm-admin", startedAt: ago(9), endedAt: ago(5) }));
    await using page = await LivePage.open(chromium, { url: "about:blank" });
    await page.tab.exposeFunction("giveTicket", async () => (await ask(hub, "/api/tickets")).ticket);
    await page.tab.evaluateOnNewDocument(
      (hubUrl, key) => {
        const { giveTicket } = globalThis as unknown as { giveTicket: () => Promise<string> };
        Object.assign(globalThis, { given: key === undefined ? { hubUrl, ticket: giveTicket } : { hubUrl, key } });
      },
      hub.localUrl,
      means === "key" ? key : undefined,
    );

    await page.tab.goto(app.url);

    await page.sees("tbody", "Mara Lindqvist");
    await page.sees(".lm-feed", "Mara Lindqvist opened Revenue");
    await page.tab.locator(".lm-run-now").click();
    await page.sees(".lm-run-now", "Running");
    await vi.waitFor(() => expect(ran).toEqual(["crm-admin"]));
    await page.tab.click("tbody tr");
    await page.sees(".lm-drawer-foot", /^Copy as JSON$/);
    expect(page.problems).toEqual([]);
  },
);
