import type { ImportOutcome, ImportRequest } from "../import.ts";
import type { Log } from "../log.ts";
import { isDelivered } from "../outcome.ts";
import type { Talk } from "./talk.ts";
import { counted, summarizeDelivery } from "./watch.ts";

/** How many refusals are told in full; beyond them a count says enough. */
const toldRefusals = 10;

/** Tells a person what an import does: each of the first refusals, and how far it is. */
export function watchImport({ log, status }: Talk): Pick<ImportRequest, "onRefused" | "onProgress"> {
  let refusals = 0;
  return {
    onRefused(line, reason) {
      refusals += 1;
      if (refusals <= toldRefusals) log.warn(`line ${line}: ${reason}`);
    },
    onProgress({ read, refused, line }) {
      void status.show(`${counted(read, "record")}, ${refused} refused · line ${line}`);
    },
  };
}

/** The last words of an import, on standard error. */
export function summarizeImport({ read, refused, line, end, delivery }: ImportOutcome, log: Log): void {
  // The error that ended it says all there is to say.
  if (end === "failed" && read === 0 && isDelivered(delivery)) return;

  if (refused > toldRefusals)
    log.warn(`${refused - toldRefusals} more were refused; the first ${toldRefusals} are above`);
  if (end === "gone") return log.info(`Ended after line ${line}: who reads standard output has gone`);
  const reached = line === 0 ? "before the first record" : `after line ${line}`;
  if (end !== "complete") log.warn(`Ended ${reached}; what follows was not imported`);

  const delivered = Math.min(...Object.values(delivery).map((counts) => counts.delivered));
  log[refused > 0 ? "warn" : "info"](`${counted(read, "record")} read, ${delivered} delivered, ${refused} refused`);
  summarizeDelivery(delivery, { log, keepsState: false });
}
