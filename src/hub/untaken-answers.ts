import type { FastifyInstance } from "fastify";
import { patienceBeats } from "./transports/keep-alive.ts";

/**
 * Ends each answer, and its connection with it, whose reader takes nothing of it for as long as a connection without
 * signs of life is kept: until then it is held in memory. One that is taken slowly is not ended.
 */
export function endUntakenAnswers(app: FastifyInstance, heartbeatMs: number): void {
  app.addHook("onSend", async (_, { raw }) => {
    raw.setTimeout(patienceBeats * heartbeatMs, () => raw.destroy());
  });
}
