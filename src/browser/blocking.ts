import type { Protocol } from "puppeteer";
import { matchesAny } from "./url-pattern.ts";

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

const types: readonly Protocol.Network.ResourceType[] = ["Image", "Font", "Media"];
const trackers = trackerHosts.map((host) => `*://${host}/**`);

/** What Chromium is to pause while blocking is on. */
export const blockedPatterns: readonly Protocol.Fetch.RequestPattern[] = [
  ...types.map((resourceType) => ({ resourceType })),
  ...trackerHosts.map((host) => ({ urlPattern: `*://${host}/*` })),
];

/** Whether blocking is about this request. A document never is: somebody may watch a tracker's own screen. */
export function isBlocked(url: string, type: Protocol.Network.ResourceType): boolean {
  return type !== "Document" && (types.includes(type) || matchesAny(trackers, url));
}
