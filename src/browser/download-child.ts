/**
 * Downloads chrome-headless-shell into a folder, in a process of its own: the download has no deadline and cannot be
 * cancelled, so whoever started it kills it. Tells its parent `{received, total}`, and at the end `{path}` or `{reason}`.
 */
import { Browser, install } from "@puppeteer/browsers";

const [folder, buildId, baseUrl] = process.argv.slice(2);
const tell = (message: object): void => void process.send!(message);

try {
  const { executablePath } = await install({
    browser: Browser.CHROMEHEADLESSSHELL,
    buildId: buildId!,
    cacheDir: folder!,
    downloadProgressCallback: (received, total) => tell({ received, total }),
    ...(baseUrl && { baseUrl }),
  });
  tell({ path: executablePath });
} catch (error) {
  tell({ reason: error instanceof Error ? error.message : String(error) });
}
process.disconnect();
