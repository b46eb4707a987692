import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { Hub } from "../../../src/hub/hub.ts";
import { sqlite } from "../../../src/hub/store/sqlite.ts";
import { metaOf, metricOf } from "../../support/hub/metric.ts";
import { openKeyedHub } from "../../support/hub/keyed-hub.ts";
import { ask, noonMs, reportOf } from "../../support/hub/operation.ts";
import { storeOptions } from "../../support/hub/store-options.ts";
import { openTestHub } from "../../support/hub/test-hub.ts";
import { tempFolder } from "../../support/temp-folder.ts";

describe("readiness", () => {
  it("is there without targets, and while each is read well", async () => {
    await using hub = await openTestHub({ now: () => noonMs });
    expect(await ask(hub, "/readyz")).toEqual({ status: 200, body: { ready: true, reasons: [], targets: [] } });
    await hub.post("/api/runs", reportOf("wiki"));
    expect(await ask(hub, "/readyz")).toEqual({
      status: 200,
      body: {
        ready: true,
        reasons: [],
        targets: [{ target: "wiki", lastGoodAt: "2026-01-05T11:59:33.000Z", isLate: false }],
      },
    });
  });

  it("is gone, with the reasons as sentences, when the work does not go on", async () => {
    let nowMs = noonMs;
    await using hub = await openTestHub({ now: () => nowMs });
    await hub.post("/api/runs", reportOf("wiki"));
    await hub.post("/api/runs", reportOf("shop", { verdict: "blocked", sentence: "The app answered 429." }));
    expect((await ask(hub, "/readyz")).body).toMatchObject({
      ready: false,
      reasons: ["shop: no good run yet. The app answered 429."],
    });

    nowMs += 600_000;
    expect(await ask(hub, "/readyz")).toMatchObject({
      status: 503,
      body: {
        ready: false,
        reasons: [
          "shop: no good run yet, for more than three intervals. The app answered 429.",
          "wiki: no good run since 2026-01-05T11:59:33.000Z, for more than three intervals. No run was reported after it.",
        ],
        targets: [
          { target: "shop", isLate: true },
          { target: "wiki", isLate: true },
        ],
      },
    });
    expect(await ask(hub, "/healthz")).toEqual({ status: 200, body: { ok: true } });
  });

  it("comes back with a good run", async () => {
    await using hub = await openTestHub({ now: () => noonMs });
    await hub.post("/api/runs", reportOf("wiki", { verdict: "timeout" }));
    expect((await ask(hub, "/readyz")).status).toBe(503);
    await hub.post("/api/runs", reportOf("wiki", { verdict: "empty", endedAt: "2026-01-05T11:59:34.000Z" }));
    expect((await ask(hub, "/readyz")).status).toBe(200);
  });

  it("tells who may not read whether, and not why", async () => {
    await using hub = await openKeyedHub();
    const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
    expect(await ask(hub, "/readyz")).toEqual({ status: 200, body: { ready: true } });
    expect(await ask(hub, "/readyz", bearer(hub.keys.ingest))).toEqual({ status: 200, body: { ready: true } });
    expect((await ask(hub, "/readyz", bearer(hub.keys.read))).body).toEqual({ ready: true, reasons: [], targets: [] });
    expect((await ask(hub, "/healthz")).body).toEqual({ ok: true });
  });

  it("is gone while the store cannot be written, or not be read", async () => {
    await using folder = await tempFolder();
    const hub = await Hub.open(await sqlite.open(storeOptions({ stateFolder: folder.path })), { userTtlMs: 1e12 });
    const good = { metric: metricOf("ada"), meta: metaOf("m1") };
    await expect(hub.accept([{ ...good, metric: metricOf(null as never) }])).rejects.toThrow();
    expect(await hub.findProblems()).toEqual(["The store cannot be written; the log says why."]);
    await hub.accept([good]);
    expect(await hub.findProblems()).toEqual([]);
    await hub.close();
    await expect(hub.findProblems()).rejects.toThrow();
  });

  it("comes back though nothing is sent, when the store can be written again", async () => {
    await using folder = await tempFolder();
    const hub = await Hub.open(await sqlite.open(storeOptions({ stateFolder: folder.path })), { userTtlMs: 1e12 });
    using database = new DatabaseSync(path.join(folder.path, "hub.sqlite"));
    database.exec("CREATE TRIGGER fault BEFORE UPDATE ON hub BEGIN SELECT RAISE(ABORT, 'no more room'); END");
    const sent = { metric: metricOf("ada"), meta: metaOf("m1") };
    for (const write of [() => hub.accept([sent]), () => hub.prune()]) {
      await expect(write()).rejects.toThrow("no more room");
      expect(await hub.findProblems()).toEqual(["The store cannot be written; the log says why."]);
    }

    database.exec("DROP TRIGGER fault");
    await hub.prune();
    expect(await hub.findProblems()).toEqual([]);
    await hub.close();
  });
});
