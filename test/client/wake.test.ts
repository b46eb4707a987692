import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { onWake } from "../../src/client/wake.ts";

let page: EventTarget;
let shown: EventTarget & { visibilityState: string };

beforeEach(() => {
  page = new EventTarget();
  shown = Object.assign(new EventTarget(), { visibilityState: "visible" });
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  vi.stubGlobal("document", shown);
});
afterEach(() => void vi.unstubAllGlobals());

const happenings: [string, () => void, boolean[]][] = [
  ["the network is there again", () => page.dispatchEvent(new Event("online")), [false]],
  ["the page is shown again", () => shown.dispatchEvent(new Event("visibilitychange")), [false]],
  ["the page is hidden", hide, []],
  ["the page is loaded", () => page.dispatchEvent(pageShow(false)), []],
  ["the page comes out of the back-forward cache", () => page.dispatchEvent(pageShow(true)), [true]],
];

test.each(happenings)("when %s it is told", (_, happen, told) => {
  const react = vi.fn();
  const end = onWake(react);
  happen();
  expect(react.mock.calls.flat()).toEqual(told);

  end();
  happen();
  expect(react).toHaveBeenCalledTimes(told.length);
});

test("a host that has neither page nor network to tell of is none to wait for", () => {
  vi.unstubAllGlobals();
  expect(() => onWake(() => {})()).not.toThrow();
});

function hide(): void {
  shown.visibilityState = "hidden";
  shown.dispatchEvent(new Event("visibilitychange"));
}

function pageShow(persisted: boolean): Event {
  return Object.assign(new Event("pageshow"), { persisted });
}
