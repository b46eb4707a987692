import { PageError } from "../errors.ts";

/** Turns what puppeteer throws into the error of one page; anything else passes as it is. */
export function toPageError(error: unknown, url: string): unknown {
  if (!(error instanceof Error) || error instanceof PageError) return error;
  if (isLoss(error)) return toCrash("The page or its browser went away", error);

  const code = /net::(ERR_\w+)/.exec(error.message)?.[1];
  if (code === undefined && !/Cannot navigate to invalid URL/.test(error.message)) return error;
  const reason = code === undefined ? "it is not a valid address" : (reasons[code] ?? "the browser gave up");
  return new PageError(`Cannot open ${withoutLogin(url)}: ${reason}${code ? ` (net::${code})` : ""}`, {
    code: "LM_PAGE_UNREACHABLE",
    hint: "Check the address, and that it opens in a browser on this machine.",
    cause: error,
  });
}

export function toCrash(sentence: string, cause?: unknown): PageError {
  return new PageError(sentence, {
    code: "LM_PAGE_CRASHED",
    hint: "The next run starts on a fresh browser; if it happens again, give the machine more memory.",
    cause,
  });
}

/** A page that its last visitor's script keeps busy: another page is not. */
export class StuckPage extends PageError {
  constructor(cause: unknown) {
    super("The page is kept busy by a script", { code: "LM_PAGE_CRASHED", cause });
  }
}

/** The document that an evaluation was meant for is gone. */
export function isReplaced(error: unknown): boolean {
  return error instanceof Error && /context was destroyed|Cannot find context|navigated or closed/i.test(error.message);
}

function isLoss({ message }: Error): boolean {
  return /(Target|Session|Connection) closed|crashed|frame (was|got) detached|Session with given id not found/i.test(
    message,
  );
}

const reasons: Record<string, string> = {
  ERR_ABORTED: "the server answered with a download or with nothing to show",
  ERR_ADDRESS_UNREACHABLE: "there is no way to that address from this machine",
  ERR_CERT_AUTHORITY_INVALID: "its certificate is not signed by an authority this machine trusts",
  ERR_CERT_COMMON_NAME_INVALID: "its certificate is for another name",
  ERR_CERT_DATE_INVALID: "its certificate has expired, or this machine's clock is wrong",
  ERR_CONNECTION_CLOSED: "the server closed the connection",
  ERR_CONNECTION_REFUSED: "nothing listens there",
  ERR_CONNECTION_RESET: "the server broke the connection off",
  ERR_CONNECTION_TIMED_OUT: "the server does not answer",
  ERR_EMPTY_RESPONSE: "the server closed the connection without an answer",
  ERR_INTERNET_DISCONNECTED: "this machine has no network",
  ERR_INVALID_URL: "it is not a valid address",
  ERR_NAME_NOT_RESOLVED: "no host of that name is known",
  ERR_PROXY_CONNECTION_FAILED: "the proxy does not answer",
  ERR_SSL_PROTOCOL_ERROR: "the server does not speak https there",
  ERR_TIMED_OUT: "the server does not answer",
  ERR_TOO_MANY_REDIRECTS: "it redirects for ever",
  ERR_UNSAFE_PORT: "browsers refuse that port",
};

function withoutLogin(text: string): string {
  const url = URL.parse(text);
  if (url === null) return text;
  url.username = "";
  url.password = "";
  return url.href;
}
