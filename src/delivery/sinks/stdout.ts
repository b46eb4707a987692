import { z } from "zod";
import { SinkError } from "../../errors.ts";
import { defineSink, nothingRejected } from "../sink.ts";

const options = z
  .strictObject({
    type: z.literal("stdout"),
    provenance: z
      .boolean()
      .default(false)
      .meta({ description: "Write {metric, meta} a line instead of the bare metric" }),
  })
  .meta({ description: "One JSON object a line on standard output" });

export const stdout = defineSink({
  options,

  open({ provenance }, { onGone }) {
    let isGone = false;
    // An error comes twice: to the write it belongs to, where it is dealt with, and as an event that would end the process.
    process.stdout.on("error", () => {});

    return {
      label: "stdout",
      batchSize: 500,

      async write(records, signal) {
        const lines = records.map((record) => `${JSON.stringify(provenance ? record : record.metric)}\n`);
        const error = await writeOut(lines.join(""), signal);
        if (error && error.code !== "EPIPE")
          throw new SinkError(`stdout cannot be written: ${error.message}`, { retryable: false, cause: error });

        if (!error) return nothingRejected;

        if (!isGone) onGone();
        isGone = true;
        return { ...nothingRejected, isGone: true };
      },

      async close() {},
    };
  },
});

/** Resolves when the reader's side has the text, so that a slow reader slows the next write down; or with what went wrong. */
async function writeOut(text: string, signal: AbortSignal): Promise<NodeJS.ErrnoException | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<NodeJS.ErrnoException | undefined>();
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  process.stdout.write(text, (error) => resolve(error ?? undefined));
  return promise.finally(() => signal.removeEventListener("abort", onAbort));
}
