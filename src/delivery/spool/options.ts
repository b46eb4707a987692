import { z } from "zod";

/** How the spool of network sinks is bounded. */
export const spoolOptions = z
  .strictObject({
    maxMegabytes: z
      .number()
      .min(16)
      .default(1_024)
      .meta({ description: "Most that may wait on disk; a run that finds no room acts as `whenFull` says" }),
    whenFull: z
      .enum(["block", "drop-oldest", "drop-newest"])
      .default("block")
      .meta({ description: "Wait with reading until there is room, or drop and count what is oldest or newest" }),
  })
  .meta({ description: "What waits on disk for network sinks" });

export type SpoolOptions = z.output<typeof spoolOptions>;
