import type { Batch } from "../../../src/hub/batch.ts";
import { follow } from "../../../src/hub/reader.ts";

/** What a reader gets who takes one batch at a time: it is busy until it is asked for the next. */
export async function* batchesOf(options: Omit<Parameters<typeof follow>[0], "give">): AsyncGenerator<Batch, void> {
  let given = Promise.withResolvers<Batch | undefined>();
  let asked = Promise.withResolvers<void>();
  const give = (batch: Batch): Promise<void> => {
    given.resolve(batch);
    return asked.promise;
  };
  const following = follow({ ...options, give }).then(() => given.resolve(undefined));
  for (let batch = await given.promise; batch; batch = await given.promise) {
    yield batch;
    given = Promise.withResolvers();
    asked.resolve();
    asked = Promise.withResolvers();
  }
  await following;
}
