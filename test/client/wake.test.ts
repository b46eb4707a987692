import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { onWake } from "../../src/client/wake.ts";

let page: EventTarget;

beforeEach(() => {
  page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
});
afterEach(() => void vi.unstubAllGlobals());

function wakes(event: Event, visibility: string): boolean[] {
  vi.stubGlobal("document", { hidden: visibility === "hidden" });
  const closing = new AbortController();
  const react = vi.fn<(isCertain: boolean) => void>();
  onWake(react, closing.signal);
  page.dispatchEvent(event);
  const told = react.mock.calls.flat();

  closing.abort();
  page.dispatchEvent(event);
  expect(react).toHaveBeenCalledTimes(told.length);
  return told;
}

const restored = () => Object.assign(new Event("pageshow"), { persisted: true });

test.each<[string, Event, string, boolean[]]>([
  ["the network is there again", new Event("online"), "visible", [false]],
  ["the page is shown again", new Event("visibilitychange"), "visible", [false]],
  ["the page comes out of the back-forward cache", restored(), "visible", [true]],
  ["the page is hidden", new Event("visibilitychange"), "hidden", []],
  ["the network is there again behind a hidden page", new Event("online"), "hidden", []],
])("when %s it is told until it is closed", (_, event, visibility, told) => {
  expect(wakes(event, visibility)).toEqual(told);
});

test("a host that has neither page nor network to tell of is none to wait for", () => {
  vi.unstubAllGlobals();
  expect(() => onWake(() => {}, new AbortController().signal)).not.toThrow();
});
