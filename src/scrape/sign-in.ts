import { isReplaced } from "../browser/page-fault.ts";
import type { Tab } from "../browser/tab.ts";
import type { Login } from "../site/login.ts";
import type { Account, Refusal, Secrets } from "./logins.ts";
import { awaitAny } from "./page-tasks.ts";
import { performSteps, StepFailure } from "./perform-steps.ts";

/** A login that did not succeed; the message is the sentence of its run's verdict. */
export class LoginError extends Error {}

interface SignInRequest {
  tab: Tab;
  login: Login;
  secrets: Secrets;
  account: Account;
  /** Of the target: the login page is resolved against it. */
  url: string;
  /** What the tab is to be afterwards. */
  readOnly: boolean;
}

/**
 * Signs in, or throws a LoginError. Secrets that were refused once are not sent again. The attempt is open until the
 * screen itself was seen: end it then.
 */
export async function signIn({ tab, login, secrets, account, url, readOnly }: SignInRequest): Promise<void> {
  const attempt = { secrets, steps: login.steps };
  const refusal = await account.findRefusal(attempt);
  if (refusal) throw new LoginError(describeEarlier(refusal, url));

  await account.dropSession();
  await account.beginAttempt(attempt);
  await tab.setReadOnly(false);
  try {
    const end = await tryToSignIn({ tab, login, secrets, url });
    if (end === "success") return;
    const { status = 200, url: address } = tab.document;
    // An app that is out of order has judged no password: the attempt stays open.
    if (end === "unknown" && status >= 400)
      throw new LoginError(
        `The login at ${address} was answered with status ${status}: nobody knows whether the password was looked at. Check the app.`,
      );
    await account.endAttempt(attempt, end);
    throw new LoginError(`The app at ${address} ${said[end]}. ${whatNext[end]}`);
  } finally {
    await tab.setReadOnly(readOnly);
  }
}

type SignInTask = Pick<SignInRequest, "tab" | "login" | "secrets" | "url">;

async function tryToSignIn({ tab, login, secrets, url }: SignInTask): Promise<"success" | Refusal["reason"]> {
  if (login.path !== undefined) await tab.goto(new URL(login.path, url).href);
  try {
    await performSteps(tab, login.steps, { secrets, patienceMs: login.timeout });
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    // The app may have said no before the last step: such as a lock that leaves no field for a password.
    const failure = await awaitAny(tab, login.failures, 0);
    if (failure !== null) return failure;
    throw new LoginError(
      `The login at ${tab.document.url} could not be done: ${error.message}. Compare the page with the login steps of the selector file.`,
    );
  }
  return await awaitEnd(tab, login);
}

/** A login may lead over several documents, one replacing the other: that is no end. */
async function awaitEnd(tab: Tab, { success, failures, timeout }: Login): Promise<"success" | Refusal["reason"]> {
  const marks = { success, ...failures };
  const until = performance.now() + timeout;
  for (;;) {
    try {
      return (await awaitAny(tab, marks, Math.max(0, until - performance.now()))) ?? "unknown";
    } catch (error) {
      const isOnItsWay = error instanceof Error && isReplaced(error.cause);
      if (!isOnItsWay || performance.now() >= until) throw error;
    }
  }
}

const said: Record<Refusal["reason"], string> = {
  wrongPassword: "refused the password",
  locked: "says that the account is locked",
  secondFactor: "asks for a second factor",
  passwordChange: "asks for a new password",
  unknown: "showed neither of the signs of success nor of failure after the login",
};

const whatNext: Record<Refusal["reason"], string> = {
  wrongPassword: "It was tried once and is not tried again until the secret changes. Correct the target's login.",
  locked:
    "It is not tried again until the secret changes. Have the account unlocked, then give the target a new password.",
  secondFactor: "It is not tried again until the secret changes. Give the target an account that needs none.",
  passwordChange:
    "It is not tried again until the secret changes. Sign in by hand, choose a new password, and put it where the secret comes from.",
  unknown:
    "It is not tried again until the secret or the login steps change. Look at login.success and login.failures of the selector file.",
};

function describeEarlier({ reason, at }: Refusal, url: string): string {
  return `The app at ${url} ${said[reason]}: that was at ${at}. ${whatNext[reason]}`;
}
