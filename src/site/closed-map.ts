import { z } from "zod";

/**
 * A map that is one of several ways to write a value: a key that it does not know shows that another way was meant.
 * On its own a union would take unknown keys for a small fault, and the first map for the right one.
 */
export function closedMap<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape).check((payload) => {
    payload.issues = payload.issues.map((issue) =>
      issue.code === "unrecognized_keys" ? { ...issue, continue: false } : issue,
    );
  });
}
