/** There is no room: by the spool's own bound, or on the disk. Nothing was written; it may be tried again. */
export class SpoolFullError extends Error {}
SpoolFullError.prototype.name = "SpoolFullError";

/** Another process has been writing for longer than is waited. Nothing was written; it may be tried again. */
export class SpoolBusyError extends Error {}
SpoolBusyError.prototype.name = "SpoolBusyError";

/** Of SQLite. A full disk shows as either, by what it was doing when it found out. */
const fullCodes = new Set([13, 10]);
const busyCode = 5;
/** Of the system, where it syncs. */
const noRoomCodes = new Set(["ENOSPC", "EDQUOT"]);

/** What the spool calls an error of its file. */
export function toSpoolError(error: unknown): unknown {
  const { message, errcode, code = "" } = error as Error & { errcode?: number; code?: string };
  const primary = (errcode ?? 0) & 0xff;
  if (fullCodes.has(primary) || noRoomCodes.has(code)) return new SpoolFullError(message, { cause: error });
  if (primary === busyCode) return new SpoolBusyError(message, { cause: error });
  return error;
}
