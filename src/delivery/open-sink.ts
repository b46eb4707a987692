import type { Log } from "../log.ts";
import type { Sink, SinkKind } from "./sink.ts";
import { sinkKinds, type SinkOptions } from "./sinks/index.ts";

export function openSink(options: SinkOptions, context: { log: Log; onGone: () => void }): Sink {
  return (sinkKinds[options.type] as SinkKind).open(options, context);
}
