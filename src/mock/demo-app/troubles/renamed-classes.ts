import { z } from "zod";
import { hashClasses } from "../hash-classes.ts";
import { defineTrouble } from "../trouble.ts";

export const renamedClasses = defineTrouble({
  description:
    "All class names that the server writes are others, like css-1a2b3c; the same on each load, and others again with renamed-classes:2.",
  argument: z.string().regex(/^\w+$/, "must be letters and digits").default("1"),
  start: (release) => ({ answer: async (question, next) => hashClasses(await next(question), release) }),
});
