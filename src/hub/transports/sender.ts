import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Hub } from "../hub.ts";
import { readEvents, readMetrics, type Intake } from "../intake.ts";

/** Takes in one frame; resolves with what was wrong with it, when the rest is on disk. */
export type ReadFrame = (data: { toString(): string }, isBinary: boolean) => Promise<string | undefined>;

const inboundFrame = z.discriminatedUnion("type", [
  z.object({ type: z.literal("user_metric"), metric: z.unknown(), meta: z.unknown().optional() }),
  z.object({ type: z.literal("bulk_metrics"), metrics: z.array(z.unknown()), metas: z.array(z.unknown()).default([]) }),
  z.object({ type: z.literal("event"), event: z.unknown() }),
]);

/** The frames a sender may send are those that readers get. */
export function createFrameReader(app: FastifyInstance, hub: Hub): ReadFrame {
  const parse = createParser(app);

  return async (data, isBinary) => {
    const parsed = inboundFrame.safeParse(isBinary ? undefined : parse(data.toString()));
    if (!parsed.success) return "It is not a user_metric, bulk_metrics or event frame in JSON.";

    return describeFirst(await takeIn(hub, parsed.data));
  };
}

async function takeIn(hub: Hub, frame: z.infer<typeof inboundFrame>): Promise<Intake<unknown>> {
  const context = { receivedAt: new Date().toISOString(), source: "websocket" };
  if (frame.type === "event") {
    const intake = readEvents([frame.event], context);
    await hub.acceptEvents(intake.items);
    return intake;
  }

  const intake =
    frame.type === "user_metric"
      ? readMetrics([frame.metric], [frame.meta], context)
      : readMetrics(frame.metrics, frame.metas, context);
  await hub.accept(intake.items);
  return intake;
}

function describeFirst({ rejected }: Intake<unknown>): string | undefined {
  const [first] = rejected;
  if (!first) return undefined;

  const reasons = first.errors.map(({ path, msg }) => `${path} ${msg}`.trim());
  return `${rejected.length} refused, the first (at ${first.index}): ${reasons.join("; ")}`;
}

/** The same parser as for a request body: it refuses keys that would reach a prototype. */
function createParser(app: FastifyInstance): (text: string) => unknown {
  const parseBody = app.getDefaultJsonParser("error", "error");
  return (text) => {
    let value: unknown;
    void parseBody(undefined as never, text, (error, parsed) => {
      if (!error) value = parsed;
    });
    return value;
  };
}
