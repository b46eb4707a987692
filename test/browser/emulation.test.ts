import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import type { Tab } from "../../src/browser/tab.ts";
import { openPageServer, type PageServer } from "../support/page-server.ts";
import { openLeases } from "./leases.ts";

const { browser, lease } = openLeases();

const echo = (response: ServerResponse) => {
  const { "accept-language": language, "user-agent": agent, "sec-ch-ua": hints } = response.req.headers;
  response.writeHead(200, { "content-type": "text/html" });
  response.end(`<script type=application/json>${JSON.stringify({ language, agent, hints })}</script>`);
};

const readPlace = () => ({
  ...(JSON.parse(document.querySelector("script")!.textContent) as Record<"language" | "agent" | "hints", string>),
  navigator: navigator.language,
  number: (1_234.5).toLocaleString(),
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  winterOffset: new Date("2026-01-15T12:00:00Z").getTimezoneOffset(),
});

function readAt({ origin }: PageServer) {
  return async (tab: Tab) => {
    await tab.goto(origin);
    return await tab.evaluate(readPlace, undefined);
  };
}

test("shows a page in the language and time zone of its lease, and the next one in the usual ones", async () => {
  await using server = await openPageServer({ "/": echo });
  const read = readAt(server);
  const usual = { navigator: "en-US", number: "1,234.5", zone: "UTC", winterOffset: 0 };

  const before = await lease(read);
  const german = await lease(read, { locale: "de-DE", timeZone: "Europe/Berlin" });
  const after = await lease(read);

  expect(before).toMatchObject(usual);
  expect(german).toMatchObject({ navigator: "de-DE", number: "1.234,5", zone: "Europe/Berlin", winterOffset: -60 });
  expect(before.language).toMatch(/^en-US,en/);
  expect(german.language).toMatch(/^de-DE/);
  expect(after).toEqual(before);
  expect([german.agent, german.hints]).toEqual([before.agent, before.hints]);
  expect(browser.facts.launches).toBe(1);
});

test("shows two pages at a time each in its own language and time zone", async () => {
  await using server = await openPageServer({ "/": echo });
  const read = readAt(server);

  const places = await Promise.all([
    lease(read, { locale: "fr-FR", timeZone: "Europe/Paris", profile: "fr" }),
    lease(read, { locale: "ja-JP", timeZone: "Asia/Tokyo", profile: "ja" }),
    lease(read, { locale: "pt-BR", timeZone: "America/Sao_Paulo" }),
    lease(read, { locale: "sv-SE", timeZone: "Europe/Stockholm" }),
    lease(read),
  ]);

  expect(places.map(({ navigator, zone }) => `${navigator} ${zone}`)).toEqual([
    "fr-FR Europe/Paris",
    "ja-JP Asia/Tokyo",
    "pt-BR America/Sao_Paulo",
    "sv-SE Europe/Stockholm",
    "en-US UTC",
  ]);
});

test.each([{ timeZone: "Europe/Nowhere" }, { locale: "not a language" }])("refuses %o", async (options) => {
  const [value] = Object.values(options);
  await expect(lease(async () => {}, options)).rejects.toThrow(`No page can be shown in ${value}`);
});
