import type { RunReport } from "../../../src/metric/run-report.ts";

/** What these tests take for now. */
export const noonMs = Date.parse("2026-01-05T12:00:00.000Z");
const minuteMs = 60_000;

/** So many minutes, whole or not, after noon. */
export function afterNoon(minutes: number): string {
  return new Date(noonMs + minutes * minuteMs).toISOString();
}

/** A run just before noon of a target that is read every half minute. */
export function reportOf(target: string, differs: Partial<RunReport> = {}): Partial<RunReport> {
  return {
    target,
    verdict: "rows",
    sentence: "24 users were read.",
    rows: 24,
    startedAt: "2026-01-05T11:59:30.000Z",
    endedAt: "2026-01-05T11:59:33.000Z",
    nextRunAt: "2026-01-05T12:00:00.000Z",
    ...differs,
  };
}

/** The answer to a call without a body. */
export async function ask(
  { url }: { url: string },
  path: string,
  { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url + path, { method, headers });
  return { status: response.status, body: await response.json() };
}
