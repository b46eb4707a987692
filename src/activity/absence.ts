import { tellGoing, type Happening } from "./happening.ts";
import type { ActivityOptions } from "./options.ts";
import type { UserHere, UserState } from "./user-state.ts";

/** Fewer than this may all leave at once without a word. */
const fewestToHold = 5;

/** Who is held goes after so many times the runs after which others go. */
const heldFactor = 3;

interface CompleteRun {
  target: string;
  at: number;
  /** The users who are in it. */
  seen: { has(userId: string): boolean };
  options: Pick<ActivityOptions, "goneAfter" | "holdShare">;
}

/** What a complete run says of the users who are not in it. */
interface Absence {
  users: Map<string, UserState>;
  happenings: Happening[];
  warnings: string[];
}

/** How many users vanished at once, of how many who could. */
interface Hold {
  vanished: number;
  of: number;
}

type Missed = [userId: string, user: UserHere];

/** Pure: the users stay as they are. */
export function countAbsence(users: ReadonlyMap<string, UserState>, complete: CompleteRun): Absence {
  const { target, at, options } = complete;
  const { missed, hold } = findMissed(users, complete);
  // In an order of their own: that of the memory is another one after a restart.
  const gone = missed.filter(([, user]) => isGone(user, options)).toSorted(byId);
  const letGo = gone.filter(([, { isHeld }]) => isHeld).length;
  const heldRuns = options.goneAfter * heldFactor;
  return {
    users: new Map<string, UserState>([...missed, ...gone.map(([userId]) => [userId, { type: "gone", at }] as const)]),
    happenings: gone.flatMap(([userId, user]) => tellGoing(userId, user, at)),
    warnings: [
      ...(hold ? [describeHold(target, hold, heldRuns)] : []),
      ...(letGo > 0 ? [describeLetGo(target, letGo, heldRuns)] : []),
    ],
  };
}

/** Too many who vanish at once are held: a screen that changed is likelier than that they all left. */
function findMissed(
  users: ReadonlyMap<string, UserState>,
  { seen, options }: CompleteRun,
): { missed: Missed[]; hold: Hold | undefined } {
  const here = [...users].filter((entry): entry is Missed => entry[1].type === "here");
  const missed = here.flatMap(([userId, user]): Missed[] =>
    seen.has(userId) ? [] : [[userId, { ...user, missedRuns: user.missedRuns + 1 }]],
  );
  const vanished = missed.filter(([, { isHeld }]) => !isHeld).length;
  const of = here.filter(([userId, { isHeld }]) => !isHeld || seen.has(userId)).length;
  if (vanished < fewestToHold || vanished <= options.holdShare * of) return { missed, hold: undefined };
  return { missed: missed.map(([userId, user]) => [userId, { ...user, isHeld: true }]), hold: { vanished, of } };
}

function isGone({ missedRuns, isHeld }: UserHere, { goneAfter }: CompleteRun["options"]): boolean {
  return missedRuns >= goneAfter * (isHeld ? heldFactor : 1);
}

function byId([first]: Missed, [second]: Missed): number {
  return first < second ? -1 : 1;
}

function describeHold(target: string, { vanished, of }: Hold, heldRuns: number): string {
  return `${target}: ${vanished} of ${of} users vanished at once. They are held, and count as gone only after ${heldRuns} complete runs without them. See whether the screen has changed: live-metrics check ${target}`;
}

function describeLetGo(target: string, count: number, heldRuns: number): string {
  return `${target}: ${count} users who had vanished at once were not back in ${heldRuns} complete runs and count as gone`;
}
