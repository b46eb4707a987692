import { startChild } from "./child.ts";

/** Many readers of one address, in two processes. */
export interface Crowd extends AsyncDisposable {
  /** Opens so many more. */
  grow(count: number): Promise<void>;
  /** Says what the last message will end with; the function it gives resolves when all have had that. */
  await(ending: string): Promise<() => Promise<string[]>>;
}

export async function openCrowd(url: string): Promise<Crowd> {
  const halves = [await startChild("support/readers-process.ts"), await startChild("support/readers-process.ts")];
  const both = <Answer>(question: unknown): Promise<Answer[]> =>
    Promise.all(halves.map((half) => half.ask<Answer>(question)));
  return {
    grow: async (count) => void (await both({ url, count: count / halves.length })),
    async await(ending) {
      await both({ ending });
      return async () => (await both<string[]>("received"))[0]!;
    },
    async [Symbol.asyncDispose]() {
      for (const half of halves) await half[Symbol.asyncDispose]();
    },
  };
}
