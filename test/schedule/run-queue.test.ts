import { expect, test } from "vitest";
import { createRunQueue } from "../../src/schedule/run-queue.ts";

/** Runs that last until the test ends them, and who is running. */
function stage() {
  const queue = createRunQueue();
  const running: string[] = [];
  const gates = new Map<string, PromiseWithResolvers<void>>();

  return {
    running,
    add: (origin: string, name: string): Promise<string> => {
      const gate = Promise.withResolvers<void>();
      gates.set(name, gate);
      return queue.add(origin, async () => {
        running.push(name);
        await gate.promise.finally(() => running.splice(running.indexOf(name), 1));
        return name;
      });
    },
    end: (name: string): void => gates.get(name)!.resolve(),
    fail: (name: string): void => gates.get(name)!.reject(new Error(`${name} failed`)),
    /** Resolves when the queue has started all that it will start by itself. */
    settled: (): Promise<void> => new Promise((resolve) => setImmediate(resolve)),
  };
}

test("two runs go at a time, in the order they were added", async () => {
  const { add, end, settled, running } = stage();
  const runs = [add("a", "a1"), add("b", "b1"), add("c", "c1"), add("d", "d1")];
  await settled();
  expect(running).toEqual(["a1", "b1"]);
  end("a1");
  await settled();
  expect(running).toEqual(["b1", "c1"]);
  for (const name of ["b1", "c1", "d1"]) end(name);
  expect(await Promise.all(runs)).toEqual(["a1", "b1", "c1", "d1"]);
});

test("one run goes at a time against one origin, and others do not wait for it", async () => {
  const { add, end, settled, running } = stage();
  const runs = [add("slow", "s1"), add("slow", "s2"), add("slow", "s3"), add("b", "b1"), add("c", "c1")];
  await settled();
  expect(running).toEqual(["s1", "b1"]);
  end("b1");
  await settled();
  expect(running).toEqual(["s1", "c1"]);
  end("c1");
  await settled();
  expect(running).toEqual(["s1"]);
  end("s1");
  await settled();
  expect(running).toEqual(["s2"]);
  for (const name of ["s2", "s3"]) end(name);
  await Promise.all(runs);
});

test("a run that fails tells its caller, and frees its places", async () => {
  const { add, end, fail, settled, running } = stage();
  const failing = add("a", "a1");
  const others = [add("a", "a2"), add("b", "b1"), add("c", "c1")];
  await settled();
  fail("a1");
  await expect(failing).rejects.toThrow("a1 failed");
  end("b1");
  await settled();
  expect(running.toSorted()).toEqual(["a2", "c1"]);
  for (const name of ["a2", "c1"]) end(name);
  expect(await Promise.all(others)).toEqual(["a2", "b1", "c1"]);
});
