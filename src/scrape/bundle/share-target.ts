import type { Site } from "../../site/schema.ts";
import type { StepList } from "../../site/steps.ts";
import { shapeOf } from "../privacy.ts";
import type { ScrapeTarget } from "../scrape.ts";
import type { TargetFile } from "./bundle.ts";
import { withoutTokens } from "./masking.ts";

/** A target as it may be shown: what its login types is named only, addresses open nothing, recordings say no text. */
export function shareTarget(target: ScrapeTarget): TargetFile {
  const { name, url, timeoutMs, block, origins = [], readOnly = false, allowPosts = [], userIdPrefix = "" } = target;
  const access = { origins, readOnly, allowPosts };
  const login = Object.keys(target.secrets ?? {});
  return {
    name,
    url: withoutTokens(url),
    timeoutMs,
    block,
    ...access,
    userIdPrefix,
    login,
    site: shareSite(target.site),
  };
}

function shareSite(site: Site): Site {
  return {
    ...site,
    ...(site.path === undefined ? {} : { path: sharePath(site.path) }),
    steps: shareSteps(site.steps),
    ...(site.login ? { login: { ...site.login, steps: shareSteps(site.login.steps) } } : {}),
  };
}

/** A path stays relative: it is compared with nothing, but people read it. */
function sharePath(path: string): string {
  const base = "http://relative.invalid/";
  const whole = new URL(path, base).href;
  const shared = withoutTokens(whole);
  return shared === whole ? path : shared.replace(base, "");
}

function shareSteps(steps: StepList): StepList {
  if (!Array.isArray(steps))
    return typeof steps.recording === "string" ? steps : { recording: shareFlow(steps.recording) };
  return steps.map((step) =>
    step.type === "type" && step.options.text !== undefined
      ? { ...step, options: { ...step.options, text: shapeOf(step.options.text) } }
      : step,
  );
}

type Flow = Exclude<Extract<StepList, { recording: unknown }>["recording"], string>;

/** A recording holds what was typed when it was made. */
function shareFlow(flow: Flow): Flow {
  return {
    ...flow,
    steps: flow.steps.map((step) => ({
      ...step,
      ...(typeof step.value === "string" && !/^\$\{\w+\}$/.test(step.value) ? { value: shapeOf(step.value) } : {}),
      ...(typeof step.url === "string" ? { url: withoutTokens(step.url) } : {}),
    })),
  };
}
