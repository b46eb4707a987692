/** There is no room: by the spool's own bound, or on the disk. Nothing was written; it may be tried again. */
export class SpoolFullError extends Error {}
SpoolFullError.prototype.name = "SpoolFullError";

const sqliteFull = 13;
const sqliteIoError = 10;

/** A full disk shows as either, by what SQLite was doing when it found out. */
export function isDiskFull(error: unknown): boolean {
  const { errcode } = error as { errcode?: number };
  return errcode !== undefined && [sqliteFull, sqliteIoError].includes(errcode & 0xff);
}
