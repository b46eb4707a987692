import { makeCapture } from "../support/capture.ts";
import { extract, site } from "./support/built.ts";
import { meets, round, type Figure } from "./support/figure.ts";
import { median } from "./support/median.ts";
import { wideSite, wideTable } from "./support/wide-page.ts";

const rounds = 30;
const aim = ">=100000";

/** Fields a second from raw text to checked value, on the mix of the page that `capture` reads. */
export async function measureTyping(): Promise<Figure[]> {
  const parsed = site.parse(wideSite);
  const readings = [toReading()];
  const fields = Object.keys(wideSite.fields).length * wideTable.length;
  const paces: number[] = [];
  for (let index = 0; index <= rounds; index += 1) {
    const start = performance.now();
    const { observations } = extract(readings, parsed, { now: new Date() });
    if (observations.length !== wideTable.length) throw new Error("Rows are missing");
    if (index > 0) paces.push(fields / ((performance.now() - start) / 1_000));
  }
  const ours = round(median(paces));
  return [
    {
      figure: "typing",
      unit: "fields/s",
      ours,
      aim,
      ok: meets(ours, aim),
      details: { rows: wideTable.length, mix: toMix() },
    },
  ];
}

function toReading(): Parameters<typeof extract>[0][number] {
  const rows = wideTable.map((row) => Object.values(row) as string[]);
  return {
    capture: makeCapture({ rows }),
    documents: { responses: [], earlier: 0, frames: [], globals: {} },
  };
}

/** Which transforms the twelve fields take. */
function toMix(): Record<string, number> {
  const mix: Record<string, number> = {};
  for (const { candidates } of Object.values(site.parse(wideSite).fields)) {
    const steps = candidates.flatMap((candidate) => candidate.steps.map(({ name }) => name));
    const names = steps.length === 0 ? ["text"] : steps;
    for (const name of names) mix[name] = (mix[name] ?? 0) + 1;
  }
  return mix;
}
