import { expect, test } from "vitest";
import { OlderRecords } from "../../../src/hub/operation/older-records.ts";
import { noTelemetry } from "../../../src/hub/telemetry.ts";
import { keptLog } from "../../support/kept-log.ts";

const startMs = Date.parse("2026-11-23T12:00:00.000Z");

function open() {
  const { log, said } = keptLog();
  const clock = { now: startMs };
  const counted: string[] = [];
  const older = new OlderRecords(log, () => clock.now);
  const telemetry = older.over({ ...noTelemetry, older: (source) => counted.push(source) });
  const send = (source: string, metrics: number): void => {
    for (let sent = 0; sent < metrics; sent += 1) telemetry.older(source);
  };
  return { older, send, clock, said, counted };
}

const warning = {
  level: "warn",
  msg: "More than 100 metrics of one source in a minute were older than what is known",
  hint: expect.stringContaining("userIdPrefix") as string,
};

test("a hundred in a minute are nothing unusual, and all are counted", () => {
  const { older, send, clock, said, counted } = open();
  send("crm", 100);
  clock.now += 60_000;
  send("crm", 100);
  expect([said, older.list(), counted.length]).toEqual([[], [], 200]);
});

test("more are said once a minute, by source", () => {
  const { send, clock, said } = open();
  send("crm", 300);
  send("wiki", 100);
  expect(said).toEqual([{ ...warning, source: "crm" }]);
  clock.now += 60_000;
  send("crm", 101);
  expect(said).toEqual([
    { ...warning, source: "crm" },
    { ...warning, source: "crm" },
  ]);
});

test("who sent them is listed with how many, and for five minutes", () => {
  const { older, send, clock } = open();
  send("crm", 130);
  clock.now += 300_000;
  expect(older.list()).toEqual([{ source: "crm", metrics: 130, since: "2026-11-23T12:00:00.000Z" }]);
  clock.now += 1;
  expect(older.list()).toEqual([]);
});

test("a clock that is set back begins another minute", () => {
  const { send, clock, said } = open();
  send("crm", 60);
  clock.now -= 3_600_000;
  send("crm", 60);
  expect(said).toEqual([]);
});

test("sources without end are not remembered without end", () => {
  const { send, said } = open();
  send("crm", 60);
  for (let other = 0; other < 300; other += 1) send(`source-${other}`, 1);
  send("crm", 60);
  expect(said).toEqual([]);
});
