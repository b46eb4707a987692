import { tellGoing, type Happening } from "./happening.ts";
import type { ActivityOptions } from "./options.ts";
import type { UserHere, UserState } from "./user-state.ts";

/** Fewer than this may all leave at once without a word. */
const fewestToHold = 5;

/** Who is held goes after so many times the runs after which others go. */
const heldFactor = 3;

interface CompleteRun {
  run: { target: string };
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

type Missed = [userId: string, user: UserHere];

/** Too many who vanish at once are held: a screen that changed is likelier than that they all left. Pure. */
export function countAbsence(users: ReadonlyMap<string, UserState>, complete: CompleteRun): Absence {
  const { run, at, seen, options } = complete;
  const here = [...users].filter((entry): entry is Missed => entry[1].type === "here");
  const missed = here.flatMap(([userId, user]): Missed[] =>
    seen.has(userId) ? [] : [[userId, { ...user, missedRuns: user.missedRuns + 1 }]],
  );
  const vanished = missed.filter(([, { isHeld }]) => !isHeld).length;
  const believed = here.filter(([userId, { isHeld }]) => !isHeld || seen.has(userId)).length;
  const isTooMany = vanished >= fewestToHold && vanished > options.holdShare * believed;

  const absent = isTooMany ? missed.map(([userId, user]): Missed => [userId, { ...user, isHeld: true }]) : missed;
  // In an order of their own: that of the memory is another one after a restart.
  const gone = absent.filter(([, user]) => isGone(user, options)).toSorted(byId);
  const letGo = gone.filter(([, { isHeld }]) => isHeld).length;
  const heldRuns = options.goneAfter * heldFactor;
  return {
    users: new Map<string, UserState>([...absent, ...gone.map(([userId]) => [userId, { type: "gone", at }] as const)]),
    happenings: gone.flatMap(([userId, user]) => tellGoing(userId, user, at)),
    warnings: [
      ...(isTooMany ? [describeHold({ target: run.target, vanished, believed, heldRuns })] : []),
      ...(letGo > 0
        ? [
            `${run.target}: ${letGo} users who had vanished at once were not back in ${heldRuns} complete runs and count as gone`,
          ]
        : []),
    ],
  };
}

function isGone({ missedRuns, isHeld }: UserHere, { goneAfter }: CompleteRun["options"]): boolean {
  return missedRuns >= goneAfter * (isHeld ? heldFactor : 1);
}

function byId([first]: Missed, [second]: Missed): number {
  return first < second ? -1 : 1;
}

interface Hold {
  target: string;
  vanished: number;
  believed: number;
  heldRuns: number;
}

function describeHold({ target, vanished, believed, heldRuns }: Hold): string {
  return `${target}: ${vanished} of ${believed} users vanished at once. They are held, and count as gone only after ${heldRuns} complete runs without them. See whether the screen has changed: live-metrics check ${target}`;
}
