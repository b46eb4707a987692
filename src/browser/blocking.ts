import type { CDPSession, Protocol } from "puppeteer";

/** Collectors that only watch visitors. Narrow names: the same firms' own screens are worth scraping. */
const trackerHosts = [
  "*.google-analytics.com",
  "*.googletagmanager.com",
  "*.doubleclick.net",
  "connect.facebook.net",
  "bat.bing.com",
  "www.clarity.ms",
  "static.hotjar.com",
  "script.hotjar.com",
  "edge.fullstory.com",
  "rs.fullstory.com",
  "cdn.segment.com",
  "api.segment.io",
  "cdn.mxpnl.com",
  "api-js.mixpanel.com",
  "cdn.amplitude.com",
  "api2.amplitude.com",
  "widget.intercom.io",
];

const patterns: Protocol.Fetch.RequestPattern[] = [
  { resourceType: "Image" },
  { resourceType: "Font" },
  { resourceType: "Media" },
  ...trackerHosts.map((host) => ({ urlPattern: `*://${host}/*` })),
];

/** Answers what a session pauses once blocking is on; to be called once a session. */
export function prepareBlocking(session: CDPSession): void {
  session.on("Fetch.requestPaused", ({ requestId, resourceType }) => {
    const answer =
      resourceType === "Document"
        ? session.send("Fetch.continueRequest", { requestId })
        : session.send("Fetch.failRequest", { requestId, errorReason: "BlockedByClient" });
    answer.catch(() => {}); // The page went on or was closed: nobody waits for this answer.
  });
}

/** Pauses only what is to be refused: everything else never leaves Chromium's own path. */
export async function setBlocking(session: CDPSession, block: boolean): Promise<void> {
  await (block ? session.send("Fetch.enable", { patterns }) : session.send("Fetch.disable"));
}
