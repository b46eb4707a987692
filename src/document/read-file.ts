import { readFile } from "node:fs/promises";
import { ConfigError, type ErrorCode } from "../errors.ts";
import { toConfigError } from "./check.ts";
import { readDocument, type SourceDocument } from "./document.ts";

interface FileCodes {
  missing: ErrorCode;
  invalid: ErrorCode;
}

/** Reads a YAML or JSON file that must be there and must parse; `shownAs` is its name in messages. */
export async function readDocumentFile(path: string, shownAs: string, codes: FileCodes): Promise<SourceDocument> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new ConfigError(`${shownAs} cannot be read: ${(cause as Error).message}`, { code: codes.missing, cause });
  });
  return parseDocumentText(text, shownAs, codes.invalid);
}

export function parseDocumentText(text: string, shownAs: string, code: ErrorCode): SourceDocument {
  const { document, syntax } = readDocument(text, shownAs);
  if (syntax.length > 0) throw toConfigError(document, code, syntax);

  return document;
}
