import { useEffect } from "react";
import { readAddress, writeAddress } from "../view/address.ts";
import type { LiveView } from "../view/live-view.ts";

/** Keeps the address of the page at what is chosen. Opening a user is a step that Back takes back. */
export function useAddress(view: LiveView, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    let { choice } = view.getSnapshot();

    const write = (): void => {
      const next = view.getSnapshot().choice;
      if (next === choice) return;
      const isOpening = choice.userId === undefined && next.userId !== undefined;
      choice = next;
      const address = `${location.pathname}${writeAddress(location.search, next)}${location.hash}`;
      if (address === `${location.pathname}${location.search}${location.hash}`) return;
      if (isOpening) history.pushState(null, "", address);
      else history.replaceState(null, "", address);
    };
    const goBack = (): void => {
      const { query, filters, sort, userId } = readAddress(location.search);
      view.choose({ query, filters, sort, userId });
    };

    const unsubscribe = view.subscribe(write);
    addEventListener("popstate", goBack);
    return () => {
      unsubscribe();
      removeEventListener("popstate", goBack);
    };
  }, [view, isOn]);
}
