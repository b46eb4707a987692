import { z } from "zod";
import type { UserMetric } from "../../metric/user-metric.ts";
import type { Desk } from "./desk.ts";
import type { Answer, Question } from "./exchange.ts";
import type { Html } from "./html.ts";
import type { Language } from "./language.ts";
import type { UserList } from "./view.ts";

/** A way in which the app can misbehave. */
export interface Trouble {
  /** One sentence, for `--help` and the docs. */
  description: string;
  /** Accepts what may follow the name after a colon, as in `slow:500`. */
  argument: z.ZodType;
  /** Begins afresh: what the effects remember, they remember for one base address and until it is reset. */
  start: (argument: unknown, desk: Desk) => Effects;
}

/** What a trouble changes; the rest stays as it is in a healthy app. */
export interface Effects {
  /** How many users the app has. */
  count?: number;
  language?: Language;
  /** Added to each page, before all else or after. */
  script?: { at: "start" | "end"; body: string };
  /** Who is listed, and what is said of them. */
  users?: (users: readonly UserMetric[]) => readonly UserMetric[];
  /** How many users the screens claim there are. */
  total?: (count: number) => number;
  /** The row of a table of users; `index` counts from 0. */
  row?: (row: Html, index: number) => Html;
  /** The list on the users screen; or, with `isScreen` false, the one that the script of the screen fetches. */
  list?: (list: Html, about: { users: UserList; isScreen: boolean }) => Html;
  /** The page that the next link leads to; undefined for no link. */
  nextPage?: (position: { page: number; last: number }) => number | undefined;
  /** Stands before the app: may ask it something else, change its answer, or answer by itself. */
  answer?: (question: Question, next: Next) => Answer | Promise<Answer>;
}

export type Next = (question: Question) => Promise<Answer>;

interface Definition<Argument extends z.ZodType> {
  description: string;
  argument?: Argument;
  start: (argument: z.output<Argument>, desk: Desk) => Effects;
}

export function defineTrouble<Argument extends z.ZodType = z.ZodUndefined>({
  description,
  argument,
  start,
}: Definition<Argument>): Trouble {
  const schema = argument ?? z.undefined("takes nothing after its name");
  return { description, argument: schema, start: (given, desk) => start(given as z.output<Argument>, desk) };
}

/** A whole number after the colon. */
export function wholeNumber(otherwise: number): z.ZodType<number> {
  const digits = z.string().regex(/^\d{1,6}$/, "must be a whole number below 1,000,000");
  return digits.default(String(otherwise)).transform(Number);
}
