import { z } from "zod";
import { SinkError } from "../../errors.ts";
import { formats } from "../formats/index.ts";
import { defineSink, nothingRejected } from "../sink.ts";

export const formatName = z.enum(Object.keys(formats) as [keyof typeof formats]);

const options = z
  .strictObject({
    type: z.literal("stdout"),
    format: formatName.default("ndjson").meta({
      description: "One JSON object a line, a table for people, or CSV that is safe to open as a spreadsheet",
    }),
    provenance: z
      .boolean()
      .default(false)
      .meta({ description: "Write what is known about a metric too: {metric, meta} a line" }),
    events: z.boolean().default(false).meta({ description: "Write events too, as {event} a line" }),
  })
  .refine(({ format, events }) => !events || formats[format].takesEvents, {
    error: "events can be written in the format ndjson only",
    path: ["events"],
  })
  .meta({ description: "Standard output, a line a metric" });

const withoutTerminal = 120;

export const stdout = defineSink({
  options,

  open({ format: name, provenance, events }, { onGone }) {
    const format = formats[name];
    const width = process.stdout.columns ?? withoutTerminal;
    let isGone = false;
    let hasHead = false;
    // An error comes twice: to the write it belongs to, where it is dealt with, and as an event that would end the process.
    process.stdout.on("error", () => {});

    return {
      label: "stdout",
      batchSize: 500,
      takes: new Set(events ? (["metric", "event"] as const) : (["metric"] as const)),
      isSpooled: false,

      async write(parcels, signal) {
        const lines = parcels.map((parcel) => format.line(parcel, { provenance, width }));
        if (!hasHead) lines.unshift(format.head({ provenance, width }));
        hasHead = true;
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
