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
  type Listener = (...what: Arguments) => void;
  type Subscription = { listener: Listener };
  const subscriptions = new Set<Subscription>();
  const due: { subscription: Subscription; what: Arguments }[] = [];
  const tellOne = (listener: Listener, what: Arguments): void => {
    try {
      listener(...what);
    } catch (cause) {
      report({ message: "A subscriber threw", cause });
    }
  };

  return {
    get size() {
      return subscriptions.size;
    },
    add(listener, first) {
      // Wrapped, so that a function subscribed twice is told twice and can leave once.
      const subscription = { listener };
      subscriptions.add(subscription);
      if (first) tellOne(listener, first);
      return () => void subscriptions.delete(subscription);
    },
    tell(...what) {
      const isTelling = due.length > 0;
      // Who subscribes later is told on subscribing.
      for (const subscription of subscriptions) due.push({ subscription, what });
      // What a listener causes is told when all have heard what it was told: new must not come before old.
      if (isTelling) return;
      for (const { subscription, what } of due)
        if (subscriptions.has(subscription)) tellOne(subscription.listener, what);
      due.length = 0;
    },
  };
}
