import { parse } from "css-what";
import { z } from "zod";

/** A CSS selector that a browser will understand, checked before any browser is started. */
export const selector = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    try {
      parse(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: `is not a CSS selector: ${(error as Error).message.trim()}` });
    }
  })
  .meta({ description: "A CSS selector" });
