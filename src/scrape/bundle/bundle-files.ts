import packageJson from "../../../package.json" with { type: "json" };
import type { Site } from "../../site/schema.ts";
import { extract } from "../extract.ts";
import { wantedOf } from "../look.ts";
import { policiesOf, veil, type Policies } from "../privacy.ts";
import type { PageReading } from "../reading.ts";
import type { RunFindings, ScrapeTarget } from "../scrape.ts";
import type { Verdict } from "../verdict.ts";
import type { EvidenceFile, Judged, ReadingsFile, RecordedRow, ResponsesFile } from "./bundle.ts";
import { keptLiteralsOf } from "./kept-literals.ts";
import { createMasker, createSecretMasker, type Masker } from "./masker.ts";
import { segmentsOf, withoutTokens } from "./masking.ts";
import { createReadingMasker, keptTextsOf, recordMasked } from "./mask-readings.ts";
import { readme } from "./readme.ts";
import { toSavedHtml } from "./saved-html.ts";
import { shareTarget } from "./share-target.ts";
import type { PageEvidence } from "./take.ts";
import { findUnclean } from "./unclean.ts";

/** A run that ended badly, with all that is known of it. */
export interface FailedRun {
  target: ScrapeTarget;
  verdict: Verdict;
  findings: RunFindings | undefined;
  page: PageEvidence | undefined;
  console: readonly string[];
  startedAt: string;
  endedAt: string;
  /** The version of the browser. */
  chromium: string | undefined;
}

/** A bundle before it is on the disk: evidence apart, since what is left out is said in it. */
export interface BundleFiles {
  evidence: EvidenceFile;
  /** In the order in which they are left out when there is too much: the last one last. */
  others: [name: string, content: string | Buffer][];
}

/** What of a run goes into its bundle, masked where the site has fields that are not kept. Pure. */
export function toBundleFiles(run: FailedRun): BundleFiles {
  const policies = policiesOf(run.target.site);
  const masked = Object.keys(policies).length > 0;
  const readings = run.findings?.readings ?? [];
  const shown = masked ? maskRun(run, readings, policies) : shareRun(run, readings);

  const target = shareTarget(run.target);
  const evidence = toEvidence(run, shown, masked);
  const hide = hideSecrets(run.target.secrets ?? {});
  const isOwn = run.page?.page === "last";
  const readingsFile: ReadingsFile = {
    captures: shown.readings.map(({ capture }) => capture),
    recorded: shown.recorded,
    saved: isOwn ? undefined : shown.saved?.capture,
  };
  const responsesFile: ResponsesFile = {
    documents: shown.readings.map(({ documents }) => documents),
    saved: isOwn ? undefined : shown.saved?.documents,
  };
  const isTyped = run.findings === undefined || run.verdict.name === "login-wall";
  const document = run.page?.document;
  const html = document && toSavedHtml(document, isTyped ? withoutTyped(shown.masker) : shown.masker);

  const others: BundleFiles["others"] = [];
  if (!masked && run.page?.screenshot) others.push(["screenshot.png", run.page.screenshot]);
  if (!masked && run.console.length > 0) others.push(["console.txt", hide(`${run.console.join("\n")}\n`)]);
  others.push(["responses.json", hide(toJson(responsesFile))], ["readings.json", hide(toJson(readingsFile))]);
  others.push(["target.json", hide(toJson(target))], ["README.txt", readme(evidence, document !== undefined)]);
  if (html !== undefined) others.push(["page.html", hide(html)]);
  return { evidence: JSON.parse(hide(JSON.stringify(evidence))) as EvidenceFile, others };
}

interface ShownRun {
  masker: Masker;
  readings: PageReading[];
  recorded: RecordedRow[][];
  saved: PageReading | undefined;
}

function shareRun({ page, target }: FailedRun, readings: readonly PageReading[]): ShownRun {
  const held = [...readings, ...(page ? [page.reading] : [])].flatMap(({ capture }) => capture.page);
  const jsonTexts = new Set(held.filter((raw) => typeof raw === "string" && readsEmbedded(target.site)));
  return {
    masker: createSecretMasker(jsonTexts as Set<string>),
    readings: readings.map(shareReading),
    recorded: [],
    saved: page && shareReading(page.reading),
  };
}

function readsEmbedded(site: Site): boolean {
  return JSON.stringify(site).includes('"embedded"');
}

function shareReading({ capture, documents }: PageReading): PageReading {
  return { capture: { ...capture, url: withoutTokens(capture.url), inspection: undefined }, documents };
}

function maskRun(
  { target, findings, page }: FailedRun,
  readings: readonly PageReading[],
  policies: Policies,
): ShownRun {
  const { site } = target;
  const all = page ? [...readings, page.reading] : [...readings];
  const isClean = findUnclean(all, site, policies);
  const rules = { site, policies, readings: all, isClean };
  const segments = new Set(knownAddresses(target).flatMap(segmentsOf));

  let masker: Masker | undefined;
  const readingMasker = createReadingMasker(rules, { masker: () => masker!, url: (address) => masker!.url(address) });
  masker = createMasker({
    literals: keptLiteralsOf(site),
    keptTexts: keptTextsOf(rules),
    jsonTexts: readingMasker.jsonTexts,
    segments,
    isClean,
  });
  const shown = all.map((reading) => readingMasker.reading(reading));
  return {
    masker,
    readings: shown.slice(0, readings.length),
    recorded: recordMasked(findings ? recordAll(findings, target) : [], rules),
    saved: page && shown.at(-1),
  };
}

function knownAddresses({ url, origins = [], site }: ScrapeTarget): string[] {
  const { responses, frames } = wantedOf(site);
  const pages = site.pages?.type === "url" ? [site.pages.url] : [];
  return [withoutTokens(url), site.path ?? "", ...origins, ...responses, ...frames, ...pages];
}

/** What every field of every row was read as. */
function recordAll({ readings, options }: RunFindings, { site }: ScrapeTarget): RecordedRow[][] {
  const recorded: RecordedRow[][] = readings.map(() => []);
  extract(readings, site, {
    ...options,
    onField: ({ page, row, field }, read) => {
      const rows = recorded[page]!;
      rows[row] = { ...rows[row], [field]: read };
    },
  });
  return recorded;
}

/** On the way to a login the page holds what was typed there. */
function withoutTyped(masker: Masker): Masker {
  return {
    ...masker,
    attribute: (element, name, value) =>
      element.tag === "input" && name === "value" ? undefined : masker.attribute(element, name, value),
  };
}

function toEvidence(run: FailedRun, { masker, saved }: ShownRun, masked: boolean): EvidenceFile {
  const { target, verdict, findings, page, startedAt, endedAt, chromium } = run;
  const { evidence, sentence, warnings, name } = verdict;
  const url = (address: string): string => (masked ? masker.url(address) : withoutTokens(address));
  const finding = findings?.finding;
  const extraction = finding?.extraction;
  const coverage = Object.entries(extraction?.coverage ?? {}).map(([field, one]) => [
    field,
    masked ? { ...one, reasons: veilAll(one.reasons) } : one,
  ]);
  return {
    version: 1,
    target: target.name,
    verdict: name,
    sentence: masker.sentence(sentence),
    warnings: warnings.map((warning) => masker.sentence(warning)),
    evidence: { ...evidence, url: url(evidence.url), title: evidence.title && masker.text(evidence.title) },
    counts: {
      pages: finding?.pages ?? 0,
      rows: extraction?.rows ?? 0,
      users: extraction?.observations.length ?? 0,
      withoutId: extraction?.withoutId.count ?? 0,
      repeated: extraction?.repeated.length ?? 0,
      incomplete: extraction?.incomplete.count ?? 0,
      claimed: finding?.claimed,
    },
    coverage: Object.fromEntries(coverage) as EvidenceFile["coverage"],
    startedAt,
    endedAt,
    count: 1,
    firstAt: startedAt,
    versions: { liveMetrics: packageJson.version, node: process.version, chromium },
    masked,
    leftOut: [],
    judged: findings && toJudged(findings, { masker, url, page: saved && page ? page.page : "none" }),
  };
}

function veilAll(reasons: Readonly<Record<string, number>>): Record<string, number> {
  const veiled: Record<string, number> = {};
  for (const [reason, count] of Object.entries(reasons)) veiled[veil(reason)] = (veiled[veil(reason)] ?? 0) + count;
  return veiled;
}

function toJudged(
  { finding, options, stuck }: RunFindings,
  { masker, url, page }: { masker: Masker; url: (address: string) => string; page: Judged["page"] },
): Judged {
  const { asked, status, retryAfter, broke, left } = finding;
  return {
    page,
    asked: withoutTokens(asked),
    readAt: options.now.toISOString(),
    status,
    retryAfter,
    broke: broke?.type === "wall" ? { ...broke, sentence: masker.sentence(broke.sentence) } : broke,
    left: left === undefined ? undefined : url(left),
    stuck: stuck === undefined ? undefined : masker.sentence(stuck),
  };
}

/** Names of accounts are words that stand in many a page and are no secret. */
const accountName = /^(user(name)?|e?-?mail|login|account)$/i;
const shortestSecret = 4;

/** Wherever a page echoes what was typed into it, as it stands there or as HTML or JSON writes it. */
function hideSecrets(secrets: Readonly<Record<string, string>>): (text: string) => string {
  const hidden = Object.entries(secrets)
    .filter(([name, value]) => !accountName.test(name) && value.length >= shortestSecret)
    .flatMap(([, value]) => [
      value,
      JSON.stringify(value).slice(1, -1),
      encodeURIComponent(value),
      value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
    ]);
  return (text) => hidden.reduce((shown, secret) => shown.replaceAll(secret, "[secret]"), text);
}

function toJson(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
