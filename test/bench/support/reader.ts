import type { User } from "./users.ts";

/** Somebody who reads pages: ourselves, the floor, or a peer. */
export interface Reader {
  /** Reads every address, two at a time, and hands over what each page held. */
  read(urls: string[], onPage: (users: User[]) => void): Promise<void>;
  close(): Promise<unknown>;
}

/** Pages open at a time, on all sides. */
export const concurrency = 2;
