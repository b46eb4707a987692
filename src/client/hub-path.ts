/** The last part of each address that a hub streams at. */
const ends = /\/(ws|metrics|stream|api\/stream|api\/metrics)?$/;

/** The path of another call of the hub that streams at an address: a hub may be below a path of its host. */
export function toHubPath({ pathname }: URL, call: string): string {
  return pathname.replace(ends, call);
}
