import { createPeople } from "../people.ts";
import { Accounts, type Login } from "./accounts.ts";
import type { Address } from "./address.ts";
import type { Desk } from "./desk.ts";
import { readTrouble, type Reading } from "./read-troubles.ts";

/** The desks of one server: one for each base address, made when it is first asked for. */
export interface Desks {
  /** What is wrong with the troubles in the address. */
  problemOf(address: Address): string | undefined;
  /** Throws when something is wrong with the troubles in the address. */
  at(address: Address): Desk;
  /** Forgets all that happened under that base. */
  reset(address: Address): void;
}

interface DesksOptions {
  count: number;
  seed: number;
  now: () => Date;
  /** At every address. */
  troubles: readonly string[];
  note: (login: Login) => void;
}

/** Past this many, the one that was made first is forgotten. */
const maximumDesks = 1_000;

export function createDesks({ count, seed, now, troubles: everywhere, note }: DesksOptions): Desks {
  const desks = new Map<string, Desk>();

  function read({ troubles }: Address): Reading[] {
    return [...everywhere, ...troubles.split("+").filter((written) => written !== "")].map(readTrouble);
  }

  function open(address: Address): Desk {
    const { base } = address;
    const desk: Desk = {
      base,
      people: createPeople({ count, seed, now: now() }),
      deactivations: new Set(),
      accounts: new Accounts((username, outcome) => note({ username, outcome, at: now().toISOString(), base })),
      now,
      troubles: new Map(),
    };
    for (const reading of read(address)) {
      if (!reading.ok) throw new Error(reading.problem);
      const effects = reading.start(desk);
      desk.troubles.set(reading.name, effects);
      if (effects.count !== undefined) desk.people = createPeople({ count: effects.count, seed, now: now() });
    }
    return desk;
  }

  return {
    problemOf: (address) => read(address).find((reading) => !reading.ok)?.problem,
    at(address) {
      const known = desks.get(address.base);
      if (known) return known;

      const desk = open(address);
      desks.set(address.base, desk);
      if (desks.size > maximumDesks) desks.delete(desks.keys().next().value!);
      return desk;
    },
    reset: ({ base }) => void desks.delete(base),
  };
}
