import type { CDPSession, Page, Protocol } from "puppeteer";

/** A document that is served in the place of a server, whatever its address. */
export interface ServedDocument {
  url: string;
  html: string;
}

/** Costs nothing to say, and keeps Chromium from looking up the hosts of links. */
const headers = [
  { name: "content-type", value: "text/html; charset=utf-8" },
  { name: "cache-control", value: "no-store" },
  { name: "x-dns-prefetch-control", value: "off" },
];

/**
 * From now on the page's only network is this document: everything else that it asks for is refused, and no script of
 * its own runs. Ends with `Symbol.asyncDispose`.
 */
export async function serveDocument(page: Page, served: ServedDocument): Promise<AsyncDisposable> {
  // A session of its own: what it pauses is not the request guard's, and goes with it.
  const session = await page.createCDPSession();
  session.on("Fetch.requestPaused", (event) => {
    answer(session, event, served).catch(() => {}); // The page went on or was closed: nobody waits for this answer.
  });
  await session.send("Fetch.enable", { patterns: [{ urlPattern: "*" }] });
  await page.setJavaScriptEnabled(false);
  return {
    async [Symbol.asyncDispose]() {
      await page.setJavaScriptEnabled(true);
      await session.detach();
    },
  };
}

async function answer(
  session: CDPSession,
  { requestId, request, resourceType }: Protocol.Fetch.RequestPausedEvent,
  { url, html }: ServedDocument,
): Promise<void> {
  const isServed = resourceType === "Document" && request.url === withoutFragment(url);
  if (!isServed) return await session.send("Fetch.failRequest", { requestId, errorReason: "Aborted" });

  await session.send("Fetch.fulfillRequest", {
    requestId,
    responseCode: 200,
    responseHeaders: headers,
    body: Buffer.from(html).toString("base64"),
  });
}

function withoutFragment(address: string): string {
  const url = new URL(address);
  url.hash = "";
  return url.href;
}
