import type { Site } from "../site/schema.ts";
import type { Extraction } from "./extract.ts";
import type { Capture } from "./in-page.ts";
import type { Evidence, Verdict, VerdictName } from "./verdict.ts";

interface Finding {
  status: number | undefined;
  capture: Capture;
  extraction: Extraction;
  site: Site;
}

/** The one verdict that the evidence allows. Zero rows are never success unless the page proves them. Pure. */
export function judge(finding: Finding): Verdict {
  const { status, capture, extraction } = finding;
  const evidence: Evidence = {
    url: capture.url,
    title: capture.title,
    status,
    rows: capture.rows.length,
    found: extraction.found,
  };
  const [name, sentence] = classify(finding);
  return { name, sentence, evidence };
}

function classify({ status, capture, extraction, site }: Finding): [VerdictName, string] {
  const { observations, withoutId, repeated } = extraction;
  const here = describePage(capture, status);

  if (status === 401)
    return ["login-wall", `${here} asks for a login. Log in there, or give the target one that may read it.`];
  if (status === 403 || status === 429 || status === 503)
    return ["blocked", `${here} turned the browser away. Ask less often, or check what this account may see.`];
  if (status !== undefined && status >= 400)
    return ["error-page", `${here} is an error page. Check the target's url and the app.`];
  if (capture.passwordField && observations.length === 0)
    return ["login-wall", `${here} shows a password field and no rows: the app wants a login.`];

  if (observations.length > 0 && withoutId.count + repeated.length > 0)
    return [
      "partial",
      `${observations.length} of ${capture.rows.length} rows read on ${here}; ${describeLoss(extraction)}.`,
    ];
  if (observations.length > 0 && capture.ready) return ["rows", `${countRows(observations.length)} read.`];
  if (observations.length > 0)
    return ["partial", `${countRows(observations.length)} read on ${here}, but what the site waits for never came.`];

  if (site.rows !== undefined && capture.rows.length === 0 && capture.emptyMarker)
    return ["empty", `No users, and ${site.empty} proves it.`];
  if (!capture.loaded)
    return [
      "not-ready",
      `${here} was still loading after ${site.ready.timeout / 1_000} s and shows no rows. Raise ready.timeout, or name a better ready.selector.`,
    ];
  if (capture.rows.length === 0)
    return [
      "layout-changed",
      `${here} loaded, but ${site.rows} matched nothing and nothing proves an empty list. ${compareFiles} or name what proves it as “empty”.`,
    ];
  return [
    "layout-changed",
    `${here} has ${countRows(capture.rows.length)}, but none gave a userId: ${withoutId.reason}. ${compareFiles}.`,
  ];
}

const compareFiles = "Compare the page with the selector file";

function describePage({ url, title }: Capture, status: number | undefined): string {
  return `${url} (${title === "" ? "no title" : `“${title}”`}${status === undefined ? "" : `, status ${status}`})`;
}

function describeLoss({ withoutId, repeated }: Extraction): string {
  const losses = [
    withoutId.count > 0 ? `${countRows(withoutId.count)} gave no userId: ${withoutId.reason}` : "",
    repeated.length > 0 ? `userId ${repeated[0]} stands in several rows, and only the first counts` : "",
  ];
  return losses.filter((loss) => loss !== "").join("; ");
}

function countRows(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}
