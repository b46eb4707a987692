import { describe, expect, it } from "vitest";
import { Hub } from "../../../src/hub/hub.ts";
import { createPrometheus } from "../../../src/hub/operation/prometheus.ts";
import { sqlite } from "../../../src/hub/store/sqlite.ts";
import { eventually } from "../../support/eventually.ts";
import { goneOf, metricOf, nthMetricOf } from "../../support/hub/metric.ts";
import { ask, noonMs, reportOf } from "../../support/hub/operation.ts";
import { openSseViewer } from "../../support/hub/sse-viewer.ts";
import { storeOptions } from "../../support/hub/store-options.ts";
import { openTestHub, type TestHub } from "../../support/hub/test-hub.ts";
import { openV1Viewer } from "../../support/hub/websocket-viewer.ts";
import { tempFolder } from "../../support/temp-folder.ts";

async function numbersOf({ url }: TestHub): Promise<string> {
  const response = await fetch(`${url}/metrics`, { headers: { accept: "application/openmetrics-text, text/plain" } });
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  return response.text();
}

/** The value of one line, `name` or `name{label="value"}`. */
function valueOf(numbers: string, line: string): number | undefined {
  const found = numbers.split("\n").find((text) => text.startsWith(`live_metrics_${line} `));
  return found === undefined ? undefined : Number(found.split(" ").at(-1));
}

describe("the numbers for Prometheus", () => {
  it("move with what senders bring", async () => {
    await using hub = await openTestHub({ now: () => noonMs + 2_000 });
    await hub.post("/api/metrics/bulk", [metricOf("ada"), metricOf("bob"), { user_id: 1, pages_viewed: "many" }]);
    await hub.post("/api/metrics", metricOf("ada"));
    await hub.post("/api/metrics", metricOf("ada", { timestamp: "2025-12-31T00:00:00.000Z" }));
    await hub.post("/api/metrics", metricOf("eve", { timestamp: "2027-01-05T12:00:00.000Z" }));
    await hub.post("/api/events", goneOf("e1", "bob"));
    await hub.post("/api/runs", reportOf("wiki", { spoolDepth: 7 }));
    await fetch(`${hub.url}/api/metrics`, { headers: { origin: "https://other.example.com" } });

    const numbers = await numbersOf(hub);
    const expected = {
      'ingest_accepted_total{kind="metric"}': 3,
      'ingest_accepted_total{kind="event"}': 1,
      'ingest_accepted_total{kind="run"}': 1,
      'ingest_duplicates_total{kind="metric"}': 2,
      'ingest_duplicates_total{kind="event"}': 0,
      'ingest_rejected_total{transport="rest"}': 1,
      'ingest_older_total{source="rest"}': 1,
      'ingest_clock_ahead_total{source="rest"}': 1,
      ingest_delay_seconds_count: 2,
      ingest_delay_seconds_sum: 2,
      commit_seconds_count: 6,
      commit_records_sum: 8,
      'users_left_total{reason="gone"}': 1,
      users: 2,
      'runs_total{target="wiki",verdict="rows"}': 1,
      'spool_depth{target="wiki"}': 7,
      'target_late{target="wiki"}': 0,
      'target_last_good_timestamp_seconds{target="wiki"}': noonMs / 1_000 - 27,
      'refused_total{reason="origin"}': 1,
      'refused_total{reason="host"}': 0,
    };
    expect(Object.fromEntries(Object.keys(expected).map((line) => [line, valueOf(numbers, line)]))).toEqual(expected);
  });

  it("move with what readers get", async () => {
    await using hub = await openTestHub();
    const socket = await openV1Viewer(hub.url);
    const stream = await openSseViewer(hub.url);
    const { cursor } = (await hub.post("/api/metrics", nthMetricOf("ada", 1))).body;
    for (const { seen } of [socket, stream]) await seen.until((viewer) => viewer.cursor === cursor);
    await ask(hub, "/api/metrics");

    const numbers = await numbersOf(hub);
    for (const transport of ["websocket", "sse"]) expect(valueOf(numbers, `readers{transport="${transport}"}`)).toBe(1);
    for (const transport of ["websocket", "sse", "polling"]) {
      expect(valueOf(numbers, `sent_messages_total{transport="${transport}"}`)).toBeGreaterThan(0);
      expect(valueOf(numbers, `sent_bytes_total{transport="${transport}"}`)).toBeGreaterThan(500);
    }
    expect(valueOf(numbers, "fan_out_lag_seconds_count")).toBeGreaterThan(0);

    await socket.close();
    await stream.close();
    await eventually(async () => {
      const later = await numbersOf(hub);
      return ["websocket", "sse"].every((transport) => valueOf(later, `readers{transport="${transport}"}`) === 0);
    });
    expect(valueOf(await numbersOf(hub), 'readers_dropped_total{transport="websocket"}')).toBe(0);
  });

  it("are each explained, of one kind, and written as the format wants it", async () => {
    await using hub = await openTestHub();
    await hub.post("/api/runs", reportOf('the "new" \\wiki'));
    const lines = (await numbersOf(hub)).split("\n").filter((line) => line !== "");
    const explained = namesIn(lines, "HELP");
    const typed = namesIn(lines, "TYPE");
    expect(typed).toEqual(explained);
    expect(typed).toHaveLength(new Set(typed).size);
    const value = String.raw`"(?:[^"\\\n]|\\["\\n])*"`;
    const sample = new RegExp(String.raw`^([a-z0-9_]+)(?:\{\w+=${value}(?:,\w+=${value})*\})? (?:-?\d[\d.e+-]*|NaN)$`);
    for (const line of lines.filter((text) => !text.startsWith("#"))) {
      const name = sample.exec(line)?.[1] ?? line;
      expect(typed).toContain(typed.includes(name) ? name : name.replace(/_(bucket|sum|count)$/, ""));
    }
    expect(typed.filter((name) => !/^(live_metrics|process|nodejs)_/.test(name))).toEqual([]);
    expect(typed).toEqual(expect.arrayContaining(["process_resident_memory_bytes", "nodejs_eventloop_lag_seconds"]));
  });

  it("do not grow with the names that come from outside, and hide nothing bad among the others", async () => {
    await using hub = await openTestHub({ now: () => noonMs });
    const runs = Array.from({ length: 220 }, (_, n) => reportOf(`target-${n}`));
    await hub.post("/api/runs", { runs });
    await hub.post(
      "/api/runs",
      reportOf("one-more", {
        verdict: "timeout",
        startedAt: "2026-01-05T11:00:00.000Z",
        nextRunAt: "2026-01-05T11:01:00.000Z",
        spoolDepth: 3,
      }),
    );

    const numbers = await numbersOf(hub);
    expect(valueOf(numbers, 'runs_total{target="other",verdict="rows"}')).toBe(20);
    expect(numbers.match(/live_metrics_target_late\{/g)).toHaveLength(201);
    expect(valueOf(numbers, 'target_late{target="other"}')).toBe(1);
    expect(valueOf(numbers, 'target_late{target="target-7"}')).toBe(0);
    expect(valueOf(numbers, 'spool_depth{target="other"}')).toBe(3);
    expect(valueOf(numbers, 'target_last_good_timestamp_seconds{target="other"}')).toBe(noonMs / 1_000 - 27);
  });

  it("are those of one hub alone, and are there when its store cannot be read", async () => {
    await using folder = await tempFolder();
    const first = createPrometheus();
    const hub = await Hub.open(await sqlite.open(storeOptions({ stateFolder: folder.path })), {
      userTtlMs: 1e12,
      telemetry: first.telemetry,
    });
    await hub.accept([{ metric: metricOf("ada"), meta: { id: "m", source: "test", missing: {}, derived: [] } }]);
    expect(valueOf(await first.text(hub), "users")).toBe(1);
    expect(valueOf(await createPrometheus().text(hub), 'ingest_accepted_total{kind="metric"}')).toBe(0);

    await hub.close();
    const numbers = await first.text(hub);
    expect(valueOf(numbers, "users")).toBeUndefined();
    expect(valueOf(numbers, 'ingest_accepted_total{kind="metric"}')).toBe(1);
  });
});

function namesIn(lines: readonly string[], what: "HELP" | "TYPE"): string[] {
  return lines.filter((line) => line.startsWith(`# ${what} `)).map((line) => line.split(" ")[2]!);
}
