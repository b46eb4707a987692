import { useEffect } from "react";
import { AddressBar } from "../view/address-bar.ts";
import type { LiveView } from "../view/live-view.ts";

/** Keeps the address of the page at what is chosen, where it is the page's own to keep. */
export function useAddress(view: LiveView, isOn: boolean): void {
  useEffect(() => (isOn ? new AddressBar(view).follow() : undefined), [view, isOn]);
}
