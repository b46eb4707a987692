import type { Page } from "puppeteer";

/** What a recording does to the window or to the network is the recorder's own circumstance, not the user's doing. */
const circumstances = new Set(["setViewport", "emulateNetworkConditions", "close", "customStep"]);

/** The step of a recording that could not be done, counted from 1. */
export interface RecordingFault {
  step: number;
  reason: string;
}

/**
 * Does what a person once did, as Chrome's DevTools Recorder wrote it down. `${name}` in what was typed is filled from
 * `values`, so that a recording holds no secret.
 */
export async function replayRecording(
  page: Page,
  recording: unknown,
  values: Readonly<Record<string, string>>,
): Promise<RecordingFault | undefined> {
  const { createRunner, parse, PuppeteerRunnerExtension } = await import("@puppeteer/replay");
  const flow = parse(fillIn(recording, values));
  const extension = new PuppeteerRunnerExtension(page.browser(), page);

  for (const [index, step] of flow.steps.entries()) {
    if (circumstances.has(step.type)) continue;
    const runner = await createRunner({ ...flow, steps: [step] }, extension);
    try {
      await runner.run();
    } catch (error) {
      return { step: index + 1, reason: `“${step.type}” of the recording “${flow.title}” failed: ${toReason(error)}` };
    }
  }
  return undefined;
}

function toReason(error: unknown): string {
  return error instanceof Error ? error.message.split("\n", 1)[0]! : String(error);
}

function fillIn(value: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string")
    return value.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  if (Array.isArray(value)) return value.map((item) => fillIn(item, values));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillIn(item, values)]));
}
