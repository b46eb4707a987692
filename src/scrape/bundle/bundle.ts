import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ConfigError } from "../../errors.ts";
import type { Site } from "../../site/schema.ts";
import type { SiteField } from "../../site/site-fields.ts";
import type { Claimed } from "../claim.ts";
import { noDocuments, type Documents } from "../documents.ts";
import type { Coverage, ReadField } from "../extract.ts";
import type { Capture } from "../in-page.ts";
import type { Break } from "../judge.ts";
import type { PageReading } from "../reading.ts";
import { verdictNames, type Evidence, type VerdictName } from "../verdict.ts";

/** What fields of a row were read as, where the page no longer says it. */
export type RecordedRow = Partial<Record<SiteField, ReadField>>;

/** What a run came to, in numbers that a replay must come to as well. */
export interface Counts {
  pages: number;
  rows: number;
  users: number;
  withoutId: number;
  repeated: number;
  incomplete: number;
  claimed: Claimed;
}

/**
 * What page.html is in the list that was read: the last of its pages; the page that ended it; or another one, such as a
 * page that had changed before it was saved. `none`: there is no such file.
 */
export type SavedPage = "last" | "wall" | "other" | "none";

/** evidence.json: what happened. */
export interface EvidenceFile {
  version: 1;
  target: string;
  verdict: VerdictName;
  sentence: string;
  warnings: string[];
  evidence: Evidence;
  counts: Counts;
  coverage: Partial<Record<SiteField, Coverage>>;
  startedAt: string;
  endedAt: string;
  /** How often the same came within an hour of the time before; only the last one is here. */
  count: number;
  firstAt: string;
  versions: { liveMetrics: string; node: string; chromium: string | undefined };
  /** Whether text is masked. */
  masked: boolean;
  leftOut: string[];
  /** What judging took into account besides the page; undefined where there was no page to judge. */
  judged: Judged | undefined;
}

export interface Judged {
  page: SavedPage;
  asked: string;
  /** The moment that relative times count from. */
  readAt: string;
  status: number | undefined;
  retryAfter: string | undefined;
  broke: Break | undefined;
  left: string | undefined;
  /** Why the site's steps could not be done. */
  stuck: string | undefined;
}

/** target.json: what was to be read, without secrets. */
export interface TargetFile {
  name: string;
  url: string;
  timeoutMs: number;
  block: boolean;
  origins: readonly string[];
  readOnly: boolean;
  allowPosts: readonly string[];
  userIdPrefix: string;
  /** Names of the login's values, without the values. */
  login: string[];
  /** As checked and with the target's own settings. */
  site: Site;
}

/** readings.json: what the pages of the list held, in their order, and what masked fields were read as. */
export interface ReadingsFile {
  captures: Capture[];
  recorded: RecordedRow[][];
  /** Of page.html, where it is none of `captures`. */
  saved: Capture | undefined;
}

/** responses.json: what came beside the documents, for each of `captures`, and for `saved`. */
export interface ResponsesFile {
  documents: Documents[];
  saved: Documents | undefined;
}

export interface Bundle {
  evidence: EvidenceFile;
  target: TargetFile;
  readings: PageReading[];
  recorded: RecordedRow[][];
  /** Of page.html. */
  saved: PageReading | undefined;
  html: string | undefined;
}

const version = z.looseObject({ version: z.literal(1), verdict: z.enum(verdictNames) });

/** Reads a bundle from its folder. Throws a ConfigError where it is none, or one of a newer format. */
export async function readBundle(folder: string): Promise<Bundle> {
  const evidence = await readJson<EvidenceFile>(folder, "evidence.json");
  if (!version.safeParse(evidence).success)
    throw notABundle(folder, "its evidence.json is not of a version that this live-metrics reads");
  const target = await readJson<TargetFile>(folder, "target.json");
  const { captures, recorded, saved } = await readJson<ReadingsFile>(folder, "readings.json", {
    captures: [],
    recorded: [],
    saved: undefined,
  });
  const documents = await readJson<ResponsesFile>(folder, "responses.json", { documents: [], saved: undefined });
  const html = await readFile(join(folder, "page.html"), "utf8").catch(() => undefined); // Cut, or never there.

  const readings = captures.map((capture, page) => ({ capture, documents: documents.documents[page] ?? noDocuments }));
  const last = evidence.judged?.page === "last" ? readings.at(-1) : undefined;
  return {
    evidence,
    target,
    readings,
    recorded,
    saved: last ?? (saved && { capture: saved, documents: documents.saved ?? noDocuments }),
    html,
  };
}

async function readJson<T>(folder: string, name: string, without?: T): Promise<T> {
  let text: string;
  try {
    text = await readFile(join(folder, name), "utf8");
  } catch (cause) {
    if (without !== undefined) return without;
    throw notABundle(folder, `${name} cannot be read: ${(cause as Error).message}`);
  }
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw notABundle(folder, `${name} is not JSON: ${(cause as Error).message}`);
  }
}

function notABundle(folder: string, reason: string): ConfigError {
  return new ConfigError(`${folder} is not a bundle: ${reason}`, {
    code: "LM_BUNDLE_INVALID",
    hint: "Name the folder of one failed run, as its log line does.",
  });
}
