import { html } from "../html.ts";
import type { Screen } from "./screen.ts";

/** The list within a frame of the same origin. */
export const frame: Screen = {
  path: "/users/frame",
  title: "Users",
  content: () => html`<iframe class="users-frame" title="Users" src="/users/embedded"></iframe>`,
  policy: { "frame-src": "'self'" },
};
