import { activity } from "./activity.ts";
import { app } from "./app.ts";
import { embedded } from "./embedded.ts";
import { frame } from "./frame.ts";
import { live } from "./live.ts";
import { more } from "./more.ts";
import { pairs } from "./pairs.ts";
import type { Screen } from "./screen.ts";
import { scroll } from "./scroll.ts";
import { shadow } from "./shadow.ts";
import { virtual } from "./virtual.ts";

export type { Screen } from "./screen.ts";

/** The screens besides the overview and the plain list of users. */
export const screens: readonly Screen[] = [activity, app, embedded, frame, live, more, pairs, scroll, shadow, virtual];
