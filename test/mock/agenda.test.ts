import fc from "fast-check";
import { expect, it } from "vitest";
import { Agenda } from "../../src/mock/agenda.ts";

it("is empty at first", () => {
  const agenda = new Agenda(3);
  expect(agenda.nextAtMs).toBe(Infinity);
  expect(agenda.take()).toBeUndefined();
});

it("gives people out by their time, those of one time by their number", () => {
  const agenda = new Agenda(4);
  for (const [who, dueMs] of [40, 20, 30, 20].entries()) agenda.add(who, dueMs);
  expect(agenda.nextAtMs).toBe(20);
  expect([agenda.take(), agenda.take(), agenda.take(), agenda.take()]).toEqual([1, 3, 2, 0]);
});

it("is what a sorted list is, whatever is added and taken in whatever order", () => {
  const step = fc.oneof(fc.constant("take" as const), fc.nat({ max: 50 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const agenda = new Agenda(steps.length);
      const list: { who: number; dueMs: number }[] = [];
      for (const [who, step] of steps.entries()) {
        if (step === "take") {
          expect(agenda.nextAtMs).toBe(list[0]?.dueMs ?? Infinity);
          expect(agenda.take()).toBe(list.shift()?.who);
          continue;
        }
        agenda.add(who, step);
        list.push({ who, dueMs: step });
        list.sort((one, other) => one.dueMs - other.dueMs || one.who - other.who);
      }
    }),
  );
});
