import { expect, test, vi } from "vitest";
import type { Item } from "../../src/client/incoming.ts";
import { createLiveState } from "../../src/client/live-state.ts";
import type { Source } from "../../src/client/source.ts";
import { FakeHost } from "../support/client/fake-host.ts";
import { runOf } from "../support/hub/metric.ts";
import { makeMeta, makeMetric } from "../support/user-metrics.ts";

const userTtlMs = 1_800_000;
const level: Item = { type: "standing", behind: 0 };

const user = (userId: string): Item => ({
  type: "user",
  record: { metric: makeMetric({ userId }), meta: makeMeta() },
});
const run = (target: string): Item => ({ type: "run", run: runOf(target, 1) });

function openState() {
  const host = new FakeHost();
  const problems: string[] = [];
  const state = createLiveState({ host, userTtlMs, report: ({ message }) => problems.push(message) });
  const take = (source: Source, isHub: boolean, ...items: Item[]): void => source.take({ items, isHub, unreadable: 0 });
  return { host, state, problems, take, one: state.createSource("one"), other: state.createSource("other") };
}

test("a user leaves when the server says so that told of him last, and no other", () => {
  const { state, take, one, other } = openState();
  take(one, true, user("ada"));

  take(other, true, { type: "left", userId: "ada" });
  expect(state.calls.getUser("ada")).toBeDefined();
  take(one, true, { type: "left", userId: "ada" });
  expect(state.calls.getUser("ada")).toBeUndefined();
});

test("the whole state of one server takes the place of its own runs, not of those of another", () => {
  const { host, state, take, one, other } = openState();
  const runs = vi.fn();
  state.calls.onRunsUpdate(runs);
  take(one, true, run("crm"), run("shop"));

  take(other, true, { type: "reset" }, run("desk"), level);
  host.pass(16);
  expect(runs).toHaveBeenLastCalledWith([runOf("crm", 1), runOf("shop", 1), runOf("desk", 1)]);
  take(one, true, { type: "reset" }, run("shop"), level);
  host.pass(16);
  expect(runs).toHaveBeenLastCalledWith([runOf("shop", 1), runOf("desk", 1)]);
});

test.each([
  ["a hub says who leaves: its users stay", true, true],
  ["a server of the guide does not, though it sends heartbeats: they go when the time is over", false, false],
])("%s", (_, isHub, stays) => {
  const { host, state, take, one } = openState();
  take(one, isHub, user("ada"), level);
  host.pass(userTtlMs - 1_000);
  expect(state.calls.getUser("ada")).toBeDefined();

  host.pass(3_000);

  expect(state.calls.getUser("ada") !== undefined).toBe(stays);
});

test("a server of the guide in the place of a hub does not tell who leaves", () => {
  const { host, state, take, one } = openState();
  take(one, true, user("ada"), level);
  take(one, false, user("bob"));

  host.pass(userTtlMs + 2_000);

  expect(state.calls.getUser("ada")).toBeUndefined();
});

test("what comes within 16 ms is told together, in the order in which it changed last", () => {
  const { host, state, take, one } = openState();
  const told: string[][] = [];
  state.calls.onChanges(({ changed }) => told.push(changed.map(({ metric }) => metric.userId)));
  take(one, true, user("ada"));
  expect(told).toEqual([["ada"]]);

  take(one, true, user("bob"));
  host.pass(15);
  take(one, true, user("eve"));
  expect(told).toEqual([["ada"]]);
  host.pass(1);
  expect(told).toEqual([["ada"], ["bob", "eve"]]);
});

test("numbers are told at each change, and those of more than 1,000 users once a second", () => {
  const { host, state, take, one } = openState();
  const totals: number[] = [];
  state.calls.onMetricsUpdate(({ totalUsers }) => totals.push(totalUsers));
  const users = Array.from({ length: 1_003 }, (_, n) => user(`u${n}`));
  take(one, true, ...users.slice(0, 1_000));
  expect(totals).toEqual([1_000]);

  for (const more of users.slice(1_000)) {
    host.pass(16);
    take(one, true, more);
  }
  expect(totals).toEqual([1_000]);
  host.pass(1_000);
  expect(totals).toEqual([1_000, 1_003]);
});

test("numbers are told when somebody stops being active, and not again when nothing is new", () => {
  const { host, state } = openState();
  const active: number[] = [];
  const listen = () => state.calls.onMetricsUpdate(({ activeUsers }) => active.push(activeUsers));
  const leave = listen();
  const at = new Date(host.now()).toISOString();
  state.push([{ metric: makeMetric({ timestamp: at, lastActionTime: at }), meta: makeMeta() }]);
  leave();
  listen();
  host.pass(59_000);
  expect(active).toEqual([1, 1]);

  host.pass(120_000);
  expect(active).toEqual([1, 1, 0]);
});

test("what cannot be read is counted for each server by itself", () => {
  const { problems, one, other } = openState();
  for (const source of [one, one, other]) source.take({ items: [], isHub: true, unreadable: 1 });

  expect(problems).toEqual([
    "one sent what could not be read (1 so far)",
    "other sent what could not be read (1 so far)",
  ]);
});
