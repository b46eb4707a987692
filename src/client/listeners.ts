export type Unsubscribe = () => void;

export interface Listeners<Arguments extends unknown[]> {
  add(listener: (...what: Arguments) => void): Unsubscribe;
  tell(...what: Arguments): void;
}

/** A set of subscribers. One that throws does not keep the news from the others. */
export function createListeners<Arguments extends unknown[]>(): Listeners<Arguments> {
  const subscriptions = new Set<{ listener: (...what: Arguments) => void }>();

  return {
    add(listener) {
      // Wrapped, so that a function subscribed twice is told twice and can leave once.
      const subscription = { listener };
      subscriptions.add(subscription);
      return () => subscriptions.delete(subscription);
    },
    tell(...what) {
      for (const { listener } of subscriptions) {
        try {
          listener(...what);
        } catch (error) {
          reportLater(error);
        }
      }
    },
  };
}

/** The error is the subscriber's: it reaches the host's own error handling, outside our call stack. */
function reportLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
