import { z } from "zod";
import { duration } from "../duration.ts";
import { selectorList } from "./selector.ts";
import { stepList } from "./steps.ts";

/**
 * How a login ends when it fails; the words are the same in the selector file, the verdict and its sentence. In the
 * order in which they are looked for: an app may say that an account is locked where it says that a password is wrong.
 */
const failures = {
  locked: "What shows that the account is locked",
  secondFactor: "What shows that the app asks for a second factor",
  passwordChange: "What shows that the app asks for a new password",
  wrongPassword: "What shows that the app refused the password",
} as const;
export type LoginFailure = keyof typeof failures;
export const loginFailures = Object.keys(failures) as LoginFailure[];

/** How to sign in here. The secrets are the target's: a selector file holds none and can be shared. */
export const login = z
  .strictObject({
    path: z
      .string()
      .optional()
      .meta({ description: "Address of the login page; without it, wherever the app sends us" }),
    steps: stepList,
    success: selectorList.meta({ description: "What only a page for somebody signed in has" }),
    failures: z
      .strictObject(
        Object.fromEntries(
          Object.entries(failures).map(([name, description]) => [name, selectorList.default([]).meta({ description })]),
        ) as Record<LoginFailure, z.ZodDefault<typeof selectorList>>,
      )
      .prefault({})
      .meta({ description: "What the app shows when a login fails, by the reason" }),
    timeout: duration.prefault("15s").meta({ description: "How long to wait for success or failure" }),
  })
  .meta({ description: "How to sign in; the target gives the secrets by name" });

export type Login = z.output<typeof login>;
