import { isObject } from "../../client/json.ts";
import { readAddress, writeAddress } from "./address.ts";
import type { Choice } from "./choice.ts";
import type { LiveView } from "./live-view.ts";

/** Browsers refuse an address that is written too often: Safari, more than 100 times in 30 seconds. */
const restMs = 400;
/** On the entries of the history that were made here, beside what the app around the page keeps there. */
const mark = "liveMetricsUser";

/** Keeps the address of the page at what is chosen. To open a user is a step that Back takes back, and so is to close one. */
export class AddressBar {
  readonly #view: LiveView;
  /** What the address says. */
  #written: Choice;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #isGoingBack = false;

  constructor(view: LiveView) {
    this.#view = view;
    this.#written = view.getSnapshot().choice;
  }

  /** Follows the view until the returned function is called. */
  follow(): () => void {
    const unsubscribe = this.#view.subscribe(() => this.#write());
    const read = (): void => this.#read();
    addEventListener("popstate", read);
    return () => {
      unsubscribe();
      removeEventListener("popstate", read);
      clearTimeout(this.#resting);
    };
  }

  #write(): void {
    const { choice } = this.#view.getSnapshot();
    const former = this.#written;
    if (choice === former || this.#isGoingBack) return;
    if (toAddress(choice) === `${location.pathname}${location.search}${location.hash}`) this.#written = choice;
    else if (former.userId === undefined && choice.userId !== undefined) this.#open(choice);
    else if (choice.userId === undefined && isMarked(history.state)) this.#goBack();
    else if (this.#resting === undefined) this.#replace(choice);
  }

  #open(choice: Choice): void {
    this.#written = choice;
    // What is not written yet belongs to the entry that Back returns to.
    history.replaceState(history.state, "", toAddress({ ...choice, userId: undefined }));
    history.pushState(toMarked(history.state), "", toAddress(choice));
  }

  /** Else Back would lead from a closed user to the same page once more. */
  #goBack(): void {
    this.#isGoingBack = true;
    history.back();
  }

  #replace(choice: Choice): void {
    this.#written = choice;
    history.replaceState(history.state, "", toAddress(choice));
    this.#resting = setTimeout(() => {
      this.#resting = undefined;
      this.#write();
    }, restMs);
  }

  #read(): void {
    if (this.#isGoingBack) {
      this.#isGoingBack = false;
      this.#written = { ...this.#written, userId: undefined };
      return this.#write();
    }
    const { query, filters, sort, userId } = readAddress(location.search);
    this.#view.choose({ query, filters, sort, userId });
  }
}

function toAddress(choice: Choice): string {
  return `${location.pathname}${writeAddress(location.search, choice)}${location.hash}`;
}

/** What is no object is left as it is: there is no room in it. */
function toMarked(state: unknown): unknown {
  return isObject(state) || state === null ? { ...state, [mark]: true } : state;
}

function isMarked(state: unknown): boolean {
  return isObject(state) && state[mark] === true;
}
