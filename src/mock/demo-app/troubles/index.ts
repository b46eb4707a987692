import type { Trouble } from "../trouble.ts";
import { blocked } from "./blocked.ts";
import { busy } from "./busy.ts";
import { clobbered } from "./clobbered.ts";
import { crash } from "./crash.ts";
import { dialogs } from "./dialogs.ts";
import { duplicates } from "./duplicates.ts";
import { endlessNext } from "./endless-next.ts";
import { endlessSkeleton } from "./endless-skeleton.ts";
import { endlessSpinner } from "./endless-spinner.ts";
import { expiredSession } from "./expired-session.ts";
import { farTimes } from "./far-times.ts";
import { forbidden } from "./forbidden.ts";
import { french } from "./french.ts";
import { german } from "./german.ts";
import { graphql } from "./graphql.ts";
import { hashedClasses } from "./hashed-classes.ts";
import { hostileNames } from "./hostile-names.ts";
import { imagesNeeded } from "./images-needed.ts";
import { leaves } from "./leaves.ts";
import { loginWall } from "./login-wall.ts";
import { loginWallAfter } from "./login-wall-after.ts";
import { loopingNext } from "./looping-next.ts";
import { missingCells } from "./missing-cells.ts";
import { modal } from "./modal.ts";
import { neverAnswers } from "./never-answers.ts";
import { noIds } from "./no-ids.ts";
import { nobody } from "./nobody.ts";
import { nobodyUnsaid } from "./nobody-unsaid.ts";
import { people } from "./people.ts";
import { posts } from "./posts.ts";
import { rateLimit } from "./rate-limit.ts";
import { renamedClasses } from "./renamed-classes.ts";
import { rolling } from "./rolling.ts";
import { selfReload } from "./self-reload.ts";
import { serverError } from "./server-error.ts";
import { short } from "./short.ts";
import { skeleton } from "./skeleton.ts";
import { slow } from "./slow.ts";
import { softError } from "./soft-error.ts";
import { spanish } from "./spanish.ts";
import { tampered } from "./tampered.ts";
import { tokenLogin } from "./token-login.ts";
import { virtualGrid } from "./virtual-grid.ts";

/** The ways in which the demo app can misbehave, by the name that asks for them. */
export const troubles = {
  blocked,
  busy,
  clobbered,
  crash,
  dialogs,
  duplicates,
  "endless-next": endlessNext,
  "endless-skeleton": endlessSkeleton,
  "endless-spinner": endlessSpinner,
  "expired-session": expiredSession,
  "far-times": farTimes,
  forbidden,
  french,
  german,
  graphql,
  "hashed-classes": hashedClasses,
  "hostile-names": hostileNames,
  "images-needed": imagesNeeded,
  leaves,
  "login-wall": loginWall,
  "login-wall-after": loginWallAfter,
  "looping-next": loopingNext,
  "missing-cells": missingCells,
  modal,
  "never-answers": neverAnswers,
  "no-ids": noIds,
  nobody,
  "nobody-unsaid": nobodyUnsaid,
  people,
  posts,
  "rate-limit": rateLimit,
  "renamed-classes": renamedClasses,
  rolling,
  "self-reload": selfReload,
  "server-error": serverError,
  short,
  skeleton,
  slow,
  "soft-error": softError,
  spanish,
  tampered,
  "token-login": tokenLogin,
  "virtual-grid": virtualGrid,
} as const satisfies Record<string, Trouble>;

export type TroubleName = keyof typeof troubles;
