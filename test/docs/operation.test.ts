import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { reportOf } from "../support/hub/operation.ts";
import { metricOf } from "../support/hub/metric.ts";
import { openTestHub } from "../support/hub/test-hub.ts";

const page = await readFile(resolve(import.meta.dirname, "../../docs/operation.md"), "utf8");

interface Numbers {
  /** Name, type and meaning, as the hub tells them. */
  described: Record<string, { type: string; help: string }>;
  labels: Record<string, Set<string>>;
}

async function readNumbers(): Promise<Numbers> {
  await using hub = await openTestHub({ now: () => Date.parse("2026-01-05T12:00:00.000Z") });
  await hub.post("/api/runs", reportOf("wiki", { spoolDepth: 1 }));
  for (const timestamp of ["2027-01-05T12:00:00.000Z", "2025-12-31T12:00:00.000Z"])
    await hub.post("/api/metrics", metricOf("ada", { timestamp }));
  const text = await (await fetch(`${hub.url}/metrics`)).text();

  const described: Numbers["described"] = {};
  const labels: Numbers["labels"] = {};
  for (const [, name, help] of text.matchAll(/^# HELP (\S+) (.+)$/gm))
    described[name!] = { help: help!, type: new RegExp(`^# TYPE ${name} (\\S+)$`, "m").exec(text)![1]! };
  for (const [, name, written] of text.matchAll(/^([a-z0-9_]+)\{(.+)\} /gm)) {
    const known = (labels[name!.replace(/_bucket$/, "")] ??= new Set());
    for (const [, label] of written!.matchAll(/(\w+)="/g)) if (label !== "le") known.add(label!);
  }
  return { described, labels };
}

const numbers = await readNumbers();

test("the table of numbers is what a hub tells", () => {
  const rows = [...page.matchAll(/^\| `(live_metrics_\w+)` \| (\w+) \| (.*?) ?\| (.+) \|$/gm)];
  const written = rows.map(([, name, type, labels, help]) => ({
    name: name!,
    type: type!,
    labels: [...labels!.matchAll(/`(\w+)`/g)].map(([, label]) => label!),
    help: help!,
  }));
  const told = Object.entries(numbers.described)
    .filter(([name]) => name.startsWith("live_metrics_"))
    .map(([name, { type, help }]) => ({ name, type, labels: [...(numbers.labels[name] ?? [])], help }));
  const byName = (first: { name: string }, second: { name: string }): number => first.name.localeCompare(second.name);
  expect(written.toSorted(byName)).toEqual(told.toSorted(byName));
});

test("the rules and the settings in it are YAML, and ask for numbers and labels that there are", () => {
  const [scrape, rules] = [...page.matchAll(/^```yml\n([^]*?)^```$/gm)].map(([, text]) => parse(text!) as unknown);
  expect(scrape).toMatchObject({ scrape_configs: [{ job_name: "live-metrics" }] });

  const alerts = (rules as { groups: { rules: { alert: string; expr: string }[] }[] }).groups.flatMap(
    ({ rules }) => rules,
  );
  expect(alerts.length).toBeGreaterThan(10);
  for (const { alert, expr } of alerts) {
    for (const [name] of expr.matchAll(/\b(?:live_metrics|nodejs|process)_\w+/g)) {
      const base = name.replace(/_bucket$/, "");
      expect([alert, base in numbers.described]).toEqual([alert, true]);
      expect([alert, name !== base]).toEqual([alert, numbers.described[base]!.type === "histogram"]);
      for (const [, label] of expr.matchAll(/(\w+)=~?"/g))
        expect([alert, [...numbers.labels[base]!]]).toEqual([alert, expect.arrayContaining([label])]);
    }
    expect([alert, count(expr, "("), count(expr, "[")]).toEqual([alert, count(expr, ")"), count(expr, "]")]);
  }
});

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
