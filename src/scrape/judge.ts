import { toDurationText } from "../duration.ts";
import { toPlainText } from "../plain-text.ts";
import { describeSelector } from "../site/selector.ts";
import type { Site } from "../site/schema.ts";
import type { Claimed } from "./claim.ts";
import type { Extraction } from "./extract.ts";
import type { Capture, WallName } from "./in-page.ts";
import { fieldsOf } from "./plan.ts";
import { describeCandidate } from "./read-field.ts";
import type { Evidence, Verdict, VerdictName } from "./verdict.ts";

/** Why a list was not followed to its end. */
export type Break =
  | { type: "limit"; limit: number }
  | { type: "loop"; page: number; like: number }
  | { type: "stuck"; page: number; coveredBy: string | undefined }
  | { type: "wall"; page: number; name: VerdictName; sentence: string };

/** Everything that a run gathered. */
export interface Finding {
  site: Site;
  /** The address that was asked for. */
  asked: string;
  /** Of the last document. */
  status: number | undefined;
  retryAfter: string | undefined;
  /** Of the last page. */
  capture: Capture;
  /** How many pages were read. */
  pages: number;
  extraction: Extraction;
  claimed: Claimed;
  /** Why the list was left before its end. */
  broke: Break | undefined;
  /** An address outside the allowed origins that the page wanted to go to. */
  left: string | undefined;
}

type Judgement = [VerdictName, string];

/** The one verdict that the evidence allows. Zero rows are never success unless the page proves them. Pure. */
export function judge(finding: Finding): Verdict {
  const { observations } = finding.extraction;
  const [name, sentence] =
    findRefusal(finding) ??
    findFailure(finding) ??
    (observations.length > 0 ? judgeRows(finding) : judgeNoRows(finding));
  const warnings = [...findLostFields(finding), ...findLostClaim(finding, name)];
  return { name, sentence, evidence: toEvidence(finding), warnings };
}

function toEvidence({ site, capture, status, extraction, claimed, pages }: Finding): Evidence {
  return {
    url: capture.url,
    title: capture.title,
    status,
    pages,
    rows: extraction.rows,
    found: Object.fromEntries(Object.entries(extraction.coverage).map(([name, { found }]) => [name, found])),
    claimed: typeof claimed === "number" ? claimed : undefined,
    rowMatches: Object.fromEntries(
      capture.rowMatches.map((count, index) => [describeSelector(site.rows![index]!), count]),
    ),
  };
}

/** What the server's own answer settles, whatever the page shows. */
function findRefusal({ capture, status, retryAfter }: Finding): Judgement | undefined {
  if (status === undefined || status < 400) return undefined;
  // Some apps answer 404 where a list has nothing in it; the site's own proof says more.
  if (status === 404 && capture.emptyMarker) return undefined;
  const here = describePage(capture, status);
  if (status === 401 || (status === 403 && capture.passwordField))
    return ["login-wall", `${here} asks for a login. ${giveLogin}`];
  if (status === 403) return ["blocked", `${here} turned the browser away. Check what this account may see.`];
  if (status === 429 || status === 503)
    return ["blocked", `${here} turned the browser away. Ask less often${toRetryText(retryAfter)}.`];
  return ["error-page", `${here} is an error page. Check the target's url and the app.`];
}

function toRetryText(retryAfter: string | undefined): string {
  if (retryAfter === undefined) return ", or check what this account may see";
  return `: it wants to be left alone ${/^\d+$/.test(retryAfter) ? `for ${toDurationText(Number(retryAfter) * 1_000)}` : `until ${toShortText(retryAfter)}`}`;
}

/** A field whose errors fail the run. Where no row says who it is, something else may stand in the way. */
function findFailure({ capture, status, extraction }: Finding): Judgement | undefined {
  const { failure, rows, withoutId } = extraction;
  if (failure === undefined || withoutId.count === rows) return undefined;
  return ["layout-changed", `${describePage(capture, status)} was read, but ${failure}. ${compareFiles}.`];
}

function judgeRows(finding: Finding): Judgement {
  const { capture, status, extraction, broke, claimed } = finding;
  const here = describePage(capture, status);
  const losses = describeLosses(finding);
  const of = losses.length > 0 && typeof claimed === "number" ? Math.max(claimed, extraction.rows) : extraction.rows;
  if (broke?.type === "wall")
    return ["partial", `${countRead(finding)}, then page ${broke.page} ended it. ${broke.sentence}`];
  if (losses.length > 0) return ["partial", `${countRead(finding, of)} on ${here}; ${losses.join("; ")}.`];
  if (capture.missed.length > 0 && finding.pages === 1)
    return [
      "partial",
      `${countRead(finding)} on ${here}, but what the site waits for never came: ${capture.missed.join(", ")}.`,
    ];
  return ["rows", `${countRead(finding)}${finding.pages > 1 ? ` on ${finding.pages} pages` : ""}.`];
}

/** Users and rows are one thing, unless a user may stand in several rows. `of`: how many rows there ought to be. */
function countRead({ site, extraction }: Finding, of = extraction.observations.length): string {
  const { observations, rows } = extraction;
  const count = observations.length;
  if (site.repeats !== undefined && count < rows)
    return `${count === 1 ? "1 user" : `${count} users`} read from ${countRows(rows)}`;
  return `${of === count ? countRows(of) : `${count} of ${countRows(of)}`} read`;
}

function describeLosses({ extraction, capture, broke, claimed }: Finding): string[] {
  const { withoutId, repeated, incomplete, rows } = extraction;
  return [
    withoutId.count > 0 ? `${countRows(withoutId.count)} gave no userId: ${withoutId.reason}` : "",
    repeated.length > 0 ? `userId ${repeated[0]} stands in several rows, and only the first counts` : "",
    incomplete.count > 0 ? `${countRows(incomplete.count)} left out for want of ${incomplete.reason}` : "",
    describePlaceholders(capture.placeholders),
    typeof claimed === "number" && claimed > rows ? `the page itself counts ${claimed}` : "",
    broke ? describeBreak(broke) : "",
  ].filter((loss) => loss !== "");
}

function describePlaceholders(count: number): string {
  if (count === 0) return "";
  return count === 1 ? "1 row was still a placeholder" : `${count} rows were still placeholders`;
}

function describeBreak(broke: Break): string {
  switch (broke.type) {
    case "limit":
      return `the list goes on beyond pages.limit, which is ${broke.limit}; raise it to read the rest`;
    case "loop":
      return `page ${broke.page} shows the rows of page ${broke.like} again, so the way on was left`;
    case "stuck":
      if (broke.coveredBy === undefined) return `page ${broke.page} never came`;
      return `the way to page ${broke.page} is covered by ${broke.coveredBy}; click that away in steps, with clickIfPresent`;
    case "wall":
      return broke.sentence;
  }
}

function judgeNoRows(finding: Finding): Judgement {
  const { capture, site, status } = finding;
  const here = describePage(capture, status);
  const wall = findWall(finding);
  if (wall) return wall;

  if (
    (site.rows !== undefined || site.data !== undefined) &&
    finding.extraction.rows === 0 &&
    capture.placeholders === 0 &&
    capture.emptyMarker
  )
    return ["empty", `No users, and ${describeSelector(site.empty!)} proves it.`];
  if (capture.placeholders > 0)
    return [
      "not-ready",
      `${here} shows ${countRows(capture.placeholders)} of placeholders and no user after ${waited(site)}. ${waitLonger}`,
    ];
  if (!capture.loaded && capture.missed.length > 0)
    return ["not-ready", `${here} was still loading after ${waited(site)} and shows no rows. ${waitLonger}`];
  if (capture.busy !== undefined && capture.missed.length > 0 && finding.extraction.rows === 0)
    return [
      "not-ready",
      `${here} still shows ${toShortText(capture.busy)} after ${waited(site)}, and no rows. ${waitLonger}`,
    ];
  if (provesNobody(finding)) return ["empty", "No users: the page itself counts 0."];
  return ["layout-changed", describeMiss(finding)];
}

/** A page that is done and counts nobody itself proves it as well as a marker. */
function provesNobody({ site, capture, extraction, claimed }: Finding): boolean {
  const isList = site.rows !== undefined || site.data !== undefined;
  const isDone = capture.loaded && capture.busy === undefined && capture.missed.every((what) => what === "enough rows");
  return isList && isDone && extraction.rows === 0 && claimed === 0;
}

const waitLonger = "Raise ready.timeout, or name a better ready.selector.";

function waited({ ready }: Site): string {
  return toDurationText(ready.timeout);
}

/** What stands in the way: the site's own markers first, then what is the same everywhere. */
function findWall(finding: Finding): Judgement | undefined {
  const { capture, status, asked, left } = finding;
  const here = describePage(capture, status);
  const isMarked = (name: WallName): boolean => capture.walls.includes(name);
  const text = `${capture.title} ${capture.excerpt}`;

  if (isMarked("login")) return ["login-wall", `${here} is the site's login page. ${giveLogin}`];
  if (isMarked("blocked"))
    return [
      "blocked",
      `${here} shows the site's marker of a block. Ask less often, or check what this account may see.`,
    ];
  if (isMarked("error")) return ["error-page", `${here} shows the site's marker of an error. Check the app.`];
  if (capture.emptyMarker) return undefined;
  if (capture.passwordField)
    return ["login-wall", `${here} shows a password field and no rows: the app wants a login. ${giveLogin}`];
  if (isLoginAddress(capture.url) && !isLoginAddress(asked))
    return ["login-wall", `${here} is where the app sends those who are not signed in. ${giveLogin}`];
  if (left !== undefined)
    return isLoginAddress(left)
      ? [
          "login-wall",
          `${asked} sends the browser to ${left} to sign in. Add its origin to the target's origins, and give the target a login.`,
        ]
      : [
          "layout-changed",
          `${here} wanted to go to ${left}, which is not among the target's origins. Correct the target's url, or add that origin.`,
        ];
  if (challenge.test(text))
    return [
      "blocked",
      `${here} wants to make sure that a person is looking. It is meant to keep programs out; ask its owner for access.`,
    ];
  if (denied.test(text)) return ["blocked", `${here} says that access is denied. Check what this account may see.`];
  if (softError.test(text)) return ["error-page", `${here} says that something went wrong. Check the app.`];
  return undefined;
}

const giveLogin = "Give the target a login, or sign in again if it has one.";
const challenge =
  /\b(just a moment|checking your browser|verify(ing)? (that )?you are (a )?human|are you a robot|attention required|unusual traffic|captcha)\b/i;
const softError =
  /\b(something went wrong|an? (unexpected |internal )?error (has )?occurred|internal server error|service unavailable|page (was )?not found|bad gateway|application error)\b/i;

const denied = /\b(access|permission) denied\b|\bnot authori[sz]ed\b/i;

/** The wording by which a page that stands in the way is known on any site. */
export const wallWording: readonly RegExp[] = [challenge, denied, softError];

export function isLoginAddress(address: string): boolean {
  const url = URL.parse(address);
  return (
    url !== null &&
    /(^|[/._-])(log-?in|sign-?in|sso|oauth2?|saml2?|authorize|auth|session\/new)([/._-]|$)/i.test(
      url.hostname + url.pathname,
    )
  );
}

const compareFiles = "Compare the page with the selector file";

function describeMiss({ site, capture, status, extraction }: Finding): string {
  const here = describePage(capture, status);
  if (extraction.incomplete.count > 0)
    return `${here} has ${countRows(extraction.rows)}, but none is whole: ${extraction.incomplete.reason}. ${compareFiles}.`;
  if (extraction.rows > 0)
    return `${here} has ${countRows(extraction.rows)}, but none gave a userId: ${extraction.withoutId.reason}. ${compareFiles}.`;
  const what = site.rows?.map(describeSelector).join(", ") ?? "the data of the site";
  return `${here} loaded, but ${what} ${site.rows === undefined ? "did not come" : "matched nothing"} and nothing proves an empty list. ${compareFiles}${site.empty ? `: ${describeSelector(site.empty)} is not there either` : " or name what proves it as “empty”"}.${describeForeignFrame(capture)}`;
}

function describeForeignFrame({ foreignFrame }: Capture): string {
  if (foreignFrame === undefined) return "";
  return ` It holds a frame of ${foreignFrame}, and a frame of another origin cannot be read: if the rows are in there, give its address as the target's url.`;
}

/** Things that a good run should still tell: silence about them would be a lie. */
function findLostFields({ site, extraction }: Finding): string[] {
  const { coverage, rows } = extraction;
  return fieldsOf(site).flatMap(([name, { candidates, fallback }]) =>
    rows > 0 && coverage[name]!.found === 0 && fallback === undefined
      ? [`${name} was found in none of ${countRows(rows)} (${candidates.map(describeCandidate).join(", ")})`]
      : [],
  );
}

/** Where something stands in the way, or nobody is there, no total is expected either. */
function findLostClaim({ site, claimed }: Finding, verdict: VerdictName): string[] {
  if (verdict !== "rows" && verdict !== "partial" && verdict !== "layout-changed") return [];
  if (claimed === "unread") return ["the total that the page states could not be read, so completeness is not known"];
  if (claimed !== "unfound") return [];
  return [`claims ${describeSelector(site.claims!.text)} was not found, so completeness is not known`];
}

export function describePage({ url, title }: Capture, status: number | undefined): string {
  const name = title === "" ? "no title" : `“${toShortText(title)}”`;
  return `${url} (${name}${status === undefined ? "" : `, status ${status}`})`;
}

/** Words of the page or its server, cut to what a sentence can hold: they can be long, and can hold escape sequences. */
function toShortText(text: string): string {
  const plain = toPlainText(text).replaceAll(/[“”]/g, '"');
  return plain.length > 80 ? `${plain.slice(0, 80)}…` : plain;
}

function countRows(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}
