import { expect, test, vi } from "vitest";
import { createListeners } from "../../src/client/listeners.ts";

test("one listener that throws does not keep the news from the next, and its error is reported", () => {
  const report = vi.fn();
  const listeners = createListeners<[string]>(report);
  const next = vi.fn();
  listeners.add(() => {
    throw new Error("broken listener");
  });
  listeners.add(next);

  listeners.tell("news");

  expect(next).toHaveBeenCalledExactlyOnceWith("news");
  expect(report).toHaveBeenCalledExactlyOnceWith({
    message: "A subscriber threw",
    cause: new Error("broken listener"),
  });
});

test("a function added twice is told twice and leaves once at a time", () => {
  const listeners = createListeners<[number]>(() => {});
  const listener = vi.fn();
  const remove = listeners.add(listener);
  listeners.add(listener);

  listeners.tell(1);
  remove();
  listeners.tell(2);

  expect(listener.mock.calls).toEqual([[1], [1], [2]]);
});

test("what a listener causes is told after what it was told, to everybody", () => {
  const listeners = createListeners<[number]>(() => {});
  const [first, last, late] = [vi.fn(), vi.fn(), vi.fn()];
  listeners.add(first);
  listeners.add((n) => {
    if (n > 1) return;
    listeners.tell(2);
    listeners.add(late, [2]);
  });
  listeners.add(last);

  listeners.tell(1);

  expect(first.mock.calls).toEqual([[1], [2]]);
  expect(last.mock.calls).toEqual([[1], [2]]);
  expect(late.mock.calls).toEqual([[2]]);
});

test("who comes while news is told hears what is known, once; who leaves meanwhile hears nothing more", () => {
  const listeners = createListeners<[string]>(() => {});
  const late = vi.fn();
  const leaving = vi.fn();
  listeners.add((news) => {
    if (news !== "first") return;
    listeners.add(late, ["known"]);
    leave();
  });
  const leave = listeners.add(leaving);

  listeners.tell("first");

  expect(late).toHaveBeenCalledExactlyOnceWith("known");
  expect(leaving).not.toHaveBeenCalled();
});
