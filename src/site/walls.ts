import { z } from "zod";
import { selectorList } from "./selector.ts";

/** What stands in the way looks like here, beside what is recognised everywhere. */
export const walls = z
  .strictObject({
    login: selectorList.default([]).meta({ description: "Elements that only a login page has" }),
    blocked: selectorList.default([]).meta({ description: "Elements that only a page for unwanted visitors has" }),
    error: selectorList.default([]).meta({ description: "Elements that only an error page has" }),
  })
  .prefault({})
  .meta({ description: "What a login page, a block page or an error page looks like here" });
