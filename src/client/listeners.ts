import type { Problem } from "./report.ts";

export type Unsubscribe = () => void;

export interface Listeners<Arguments extends unknown[]> {
  readonly size: number;
  /** `first` is told to this one alone, at once. */
  add(listener: (...what: Arguments) => void, first?: Arguments): Unsubscribe;
  tell(...what: Arguments): void;
}

/** A set of subscribers. One that throws does not keep the news from the others; `report` is told of it. */
export function createListeners<Arguments extends unknown[]>(report: (problem: Problem) => void): Listeners<Arguments> {
  type Subscription = (what: Arguments) => void;
  const subscriptions = new Set<Subscription>();
  const due: (() => void)[] = [];

  return {
    get size() {
      return subscriptions.size;
    },
    add(listener, first) {
      // A function of its own, so that one subscribed twice is told twice and can leave once.
      const subscription: Subscription = (what) => {
        try {
          listener(...what);
        } catch (cause) {
          report({ message: "A subscriber threw", cause });
        }
      };
      subscriptions.add(subscription);
      if (first) subscription(first);
      return () => void subscriptions.delete(subscription);
    },
    tell(...what) {
      const isTelling = due.length > 0;
      // Who subscribes later is told on subscribing.
      for (const subscription of subscriptions)
        due.push(() => {
          if (subscriptions.has(subscription)) subscription(what);
        });
      // What a listener causes is told when all have heard what it was told: new must not come before old.
      if (isTelling) return;
      for (const tellOne of due) tellOne();
      due.length = 0;
    },
  };
}
