import { once } from "node:events";
import { expect, test, vi } from "vitest";
import { createListeners } from "../../src/client/listeners.ts";

test("one listener that throws does not keep the news from the next, and its error is not swallowed", async () => {
  const listeners = createListeners<[string]>();
  const next = vi.fn();
  listeners.add(() => {
    throw new Error("broken listener");
  });
  listeners.add(next);
  const others = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  const reported = once(process, "uncaughtException");

  listeners.tell("news");
  const [error] = await reported;
  for (const other of others) process.on("uncaughtException", other);

  expect(next).toHaveBeenCalledExactlyOnceWith("news");
  expect(error).toEqual(new Error("broken listener"));
});

test("a function added twice is told twice and leaves once at a time", () => {
  const listeners = createListeners<[number]>();
  const listener = vi.fn();
  const remove = listeners.add(listener);
  listeners.add(listener);

  listeners.tell(1);
  remove();
  listeners.tell(2);

  expect(listener.mock.calls).toEqual([[1], [1], [2]]);
});
