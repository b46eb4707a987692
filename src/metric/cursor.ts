/** A position in the hub's one sequence of changes: `<epoch>:<seq>` on the wire. */
export interface Cursor {
  /** Changes when the hub's history is another one, for example after its file was deleted. */
  epoch: string;
  seq: number;
}

export function toCursorText({ epoch, seq }: Cursor): string {
  return `${epoch}:${seq}`;
}

/** Reads `<epoch>:<seq>`; anything else is undefined, and its reader starts from the whole state. */
export function parseCursor(text: string | undefined): Cursor | undefined {
  const match = /^([\w-]{1,64}):(\d{1,15})$/.exec(text ?? "");
  return match ? { epoch: match[1]!, seq: Number(match[2]) } : undefined;
}
