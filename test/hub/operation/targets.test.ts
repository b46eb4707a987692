import { describe, expect, it } from "vitest";
import { nthMetricOf } from "../../support/hub/metric.ts";
import { ask, noonMs, reportOf } from "../../support/hub/operation.ts";
import { openTestHub } from "../../support/hub/test-hub.ts";

const now = (): number => noonMs;

describe("reports of runs", () => {
  it("leave the last run of each target, and the last good one, and reach its readers", async () => {
    await using hub = await openTestHub({ now });
    const blocked = reportOf("shop", { verdict: "blocked", sentence: "The app answered 429." });
    expect((await hub.post("/api/runs", reportOf("wiki"))).body).toMatchObject({ accepted: 1, duplicates: 0 });
    await hub.post("/api/runs", blocked);
    expect((await hub.post("/api/runs", reportOf("wiki"))).body).toMatchObject({ accepted: 0, duplicates: 1 });

    expect((await ask(hub, "/api/targets")).body).toEqual({
      targets: [
        { target: "shop", isLate: false, canRun: false, lastRun: { ...blocked, evidence: {} } },
        {
          target: "wiki",
          isLate: false,
          canRun: false,
          lastGoodAt: "2026-01-05T11:59:33.000Z",
          lastRun: { ...reportOf("wiki"), evidence: {} },
        },
      ],
      older: [],
    });
    expect((await ask(hub, "/api/metrics")).body).toMatchObject({ runs: [{ target: "wiki" }, { target: "shop" }] });
  });

  it("stand beside those who send much that is older than what is known", async () => {
    await using hub = await openTestHub({ now });
    const metrics = Array.from({ length: 101 }, (_, index) => nthMetricOf(`user-${index}`, 2));
    await hub.post("/api/metrics/bulk", metrics);
    await hub.post("/api/metrics/bulk", { metrics: metrics.map(({ userId }) => nthMetricOf(userId, 1)) });
    expect((await ask(hub, "/api/targets")).body).toEqual({
      targets: [],
      older: [{ source: "rest", metrics: 101, since: "2026-01-05T12:00:00.000Z" }],
    });
  });

  it("say in the guide's form what is wrong with one", async () => {
    await using hub = await openTestHub();
    expect(await hub.post("/api/runs", { ...reportOf("wiki"), verdict: "fine", rows: -1 })).toMatchObject({
      status: 400,
      body: {
        errors: [
          { path: "verdict", location: "body" },
          { path: "rows", msg: "must be at least 0", location: "body" },
        ],
      },
    });
  });

  it("come in a list as well, where one that is wrong does not cost the others", async () => {
    await using hub = await openTestHub({ now });
    const runs = [reportOf("wiki"), { target: "shop" }, reportOf("crm")];
    expect(await hub.post("/api/runs", { runs })).toMatchObject({
      status: 200,
      body: { accepted: 2, duplicates: 0, rejected: [{ index: 1 }] },
    });
    expect((await hub.post("/api/runs", runs)).body).toMatchObject({ accepted: 0, duplicates: 2 });
    expect(await hub.post("/api/runs", { runs: "all" })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "runs", msg: "must be a list", location: "body" }] },
    });
  });

  it("are at most 64 KB each", async () => {
    await using hub = await openTestHub({ now });
    const large = reportOf("wiki", { evidence: { html: "x".repeat(66_000) } });
    expect(await hub.post("/api/runs", large)).toMatchObject({
      status: 400,
      body: { errors: [{ path: "", msg: "must be at most 64 KB" }] },
    });
  });

  it("outlive a restart", async () => {
    await using first = await openTestHub({ now });
    await first.post("/api/runs", reportOf("wiki"));
    const before = await ask(first, "/api/targets");
    await first.close();
    await using second = await openTestHub({ now, stateFolder: first.stateFolder });
    expect(await ask(second, "/api/targets")).toEqual(before);
  });
});

describe("running a target now", () => {
  it("is done where its scraper is here, and refused with the reason where it is not", async () => {
    const ran: string[] = [];
    const runner = { canRun: (target: string) => target === "wiki/en", run: (target: string) => void ran.push(target) };
    await using hub = await openTestHub({ runner });
    await hub.post("/api/runs", { runs: [reportOf("shop"), reportOf("wiki/en")] });

    const post = (name: string) => ask(hub, `/api/targets/${encodeURIComponent(name)}/run`, { method: "POST" });
    expect(await post("wiki/en")).toEqual({ status: 202, body: { target: "wiki/en" } });
    expect(await post("shop")).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining("another process") },
    });
    expect(await post("none")).toMatchObject({ status: 404, body: { error: expect.any(String) } });
    expect(ran).toEqual(["wiki/en"]);
    expect((await ask(hub, "/api/targets")).body).toMatchObject({
      targets: [
        { target: "shop", canRun: false },
        { target: "wiki/en", canRun: true },
      ],
    });
  });

  it("is done by the longest name a target may have, in any script", async () => {
    const name = "界".repeat(1_024);
    await using hub = await openTestHub({ runner: { canRun: (target) => target === name, run: () => {} } });
    const answer = await ask(hub, `/api/targets/${encodeURIComponent(name)}/run`, { method: "POST" });
    expect(answer).toEqual({ status: 202, body: { target: name } });
  });
});
