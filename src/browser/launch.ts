import type { Browser } from "puppeteer";
import { EnvironmentError } from "../errors.ts";
import { runCommand } from "./command.ts";
import type { FoundBrowser } from "./find.ts";

export interface LaunchRequest {
  found: FoundBrowser;
  sandbox: boolean;
  headed: boolean;
  /** The profile folder. */
  profile: string;
}

const launchTimeoutMs = 30_000;

/** Starts Chromium, or throws LM_BROWSER_UNUSABLE with what it said. */
export async function launch(request: LaunchRequest): Promise<Browser> {
  const { found, headed, profile } = request;
  const { default: puppeteer } = await import("puppeteer");
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), launchTimeoutMs);
  try {
    return await puppeteer.launch({
      executablePath: found.path,
      args: toArguments(request),
      env: toEnvironment(found),
      headless: headed ? false : "shell",
      userDataDir: profile,
      // Over a pipe Chromium ends with us, kill -9 included; over a socket it would stay.
      pipe: true,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      // Kills the process when the time is up. Deadlines on commands are ours, hence none of puppeteer's.
      signal: patience.signal,
      protocolTimeout: 0,
      defaultViewport: null,
      downloadBehavior: { policy: "deny" },
      issuesEnabled: false,
    });
  } catch (error) {
    throw await toLaunchError(request, { late: patience.signal.aborted, cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function toArguments({ sandbox }: { sandbox: boolean }): string[] {
  return [
    "--accept-lang=en-US,en",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-quic",
    // Gives elements `computedRole` and `computedName`, which reading by role and name rests on.
    "--enable-blink-features=ComputedAccessibilityInfo",
    "--no-default-browser-check",
    "--no-pings",
    "--window-size=1366,900",
    ...(sandbox ? [] : ["--no-sandbox"]),
  ];
}

/** Pages format dates and numbers alike on every machine, whatever its own language and time zone. */
function toEnvironment({ env }: FoundBrowser): NodeJS.ProcessEnv {
  return { ...process.env, TZ: "UTC", LANG: "en_US.UTF-8", LC_ALL: "en_US.UTF-8", LANGUAGE: "en_US", ...env };
}

/** Over a pipe what Chromium said is lost, so it is started once more to hear it. */
async function toLaunchError(request: LaunchRequest, { late, cause }: { late: boolean; cause: unknown }) {
  const { found } = request;
  const args = ["--headless", "--disable-gpu", ...toArguments(request), "--dump-dom", "about:blank"];
  const said = late ? undefined : await runCommand(found.path, args, { env: toEnvironment(found), timeoutMs: 10_000 });

  if (said && /No usable sandbox/.test(said.stderr))
    return new EnvironmentError(`Chromium finds no usable sandbox here (${found.path})`, {
      code: "LM_BROWSER_UNUSABLE",
      hint: "Allow user namespaces for this user or container, or, for trusted pages only, set browser.sandbox: false.",
      cause,
    });

  const reason = late
    ? `did not start within ${launchTimeoutMs / 1_000} s`
    : `could not be started: ${toReason(said, cause)}`;
  return new EnvironmentError(`browser: ${found.path} (from ${found.from}) ${reason}`, {
    code: "LM_BROWSER_UNUSABLE",
    hint: "See what else is there with: live-metrics browser path -v",
    cause,
  });
}

function toReason(said: { ok: boolean; reason: string } | undefined, cause: unknown): string {
  if (said && !said.ok) return said.reason;
  return cause instanceof Error ? cause.message : String(cause);
}
