import { languageTag } from "./transforms/reading/language.ts";
import { timeZoneName } from "./transforms/reading/time-zone.ts";

/** The language and customs in which a page is asked for and read. */
export const locale = languageTag.meta({
  description: "Language and customs of numbers and dates, asked for and read",
});

/** The zone of times that say none. */
export const timeZone = timeZoneName.meta({ description: "Zone of times that state none" });
