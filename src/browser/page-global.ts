import type { CDPSession } from "puppeteer";
import { PageError } from "../errors.ts";
import { withDeadline } from "./deadline.ts";
import { isReplaced } from "./page-fault.ts";

/** JSON as the page's own scripts made it, or why there is none. */
export type PageValue = { ok: true; json: string } | { ok: false; reason: string };

/** Code for the page's own world: an expression, or a function that uses nothing from outside itself. */
// oxlint-disable-next-line typescript/no-explicit-any -- Whatever it takes comes as JSON.
export type PageCode = string | ((argument: any) => unknown);

const longestJson = 5_000_000;
/** An expression reads a value; one that computes for longer is a trap. */
const timeoutMs = 2_000;

/**
 * Evaluates in the world of the page's own scripts, which may have replaced everything there. What throws, loops, is not
 * JSON or is larger than 5 MB gives a reason.
 */
export async function readPageGlobal(session: CDPSession, code: PageCode, argument: unknown): Promise<PageValue> {
  const value = typeof code === "string" ? `(${code}\n)` : `(${String(code)})(${JSON.stringify(argument) ?? ""})`;
  const expression = `(async () => {
    const text = JSON.stringify(await ${value});
    if (typeof text !== "string") return "-is not JSON";
    return text.length > ${longestJson} ? "-is larger than ${longestJson / 1_000_000} MB" : "+" + text;
  })()`;
  try {
    const options = { expression, awaitPromise: true, returnByValue: true, timeout: timeoutMs };
    const answer = session.send("Runtime.evaluate", options);
    // Chromium ends a loop by itself, but waits for a promise for ever.
    const { result, exceptionDetails } = await withDeadline(answer, { ms: timeoutMs * 2, what: "Reading a value" });
    if (exceptionDetails) return toFault(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return toPageValue(result.value);
  } catch (error) {
    if (isReplaced(error)) return toFault("the page replaced itself meanwhile");
    if (isTimeout(error)) return toFault("took too long");
    throw error;
  }
}

function isTimeout(error: unknown): boolean {
  if (error instanceof PageError) return error.code === "LM_PAGE_TIMEOUT";
  // So Chromium calls an evaluation that it has ended.
  return error instanceof Error && /terminated|Internal error/i.test(error.message);
}

function toPageValue(text: unknown): PageValue {
  if (typeof text !== "string") return toFault("is not JSON");
  return text.startsWith("+") ? { ok: true, json: text.slice(1) } : toFault(text.slice(1));
}

function toFault(reason: string): PageValue {
  return { ok: false, reason: reason.split("\n", 1)[0]!.slice(0, 200) };
}
