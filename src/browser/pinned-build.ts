/** The Chromium build that the installed puppeteer is made for. */
export async function pinnedBuild(): Promise<string> {
  const { default: puppeteer } = await import("puppeteer");
  // It knows the build, but its types keep that to itself.
  return await (puppeteer as unknown as { browserVersion(): Promise<string> }).browserVersion();
}
