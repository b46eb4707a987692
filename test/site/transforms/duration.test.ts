import { describe, expect, test } from "vitest";
import { run } from "./run.ts";

describe("in English", () => {
  test.each([
    ["1h", 60],
    ["1h5m", 65],
    ["2 days", 2_880],
    ["2 days, 3 hours", 3_060],
    ["1d 2h", 1_560],
    ["1h, 5m", 65],
    ["1 hour and 5 minutes", 65],
    ["1.5 h", 90],
    ["1.1 h", 66],
    ["1,500 ms", 0.025],
    ["1h30", 90],
    ["1 h 05", 65],
    ["an hour", 60],
    ["a minute", 1],
    ["~2 hrs.", 120],
    ["approx. 2 hours", 120],
    ["less than a minute", 0],
    ["<1m", 0],
    ["< 1 min", 0],
    ["less than 20 seconds", 0],
    ["350 ms", 350 / 60_000],
    ["0:45", 0.75],
    ["1:05:09", 65.15],
    ["00:12:31", 751 / 60],
    ["100:00:00", 6_000],
    ["90:00", 90],
    ["0:12:31.5", 12.525],
    ["1 day, 2:00:30", 1_560.5],
    ["30000 ms", 0.5],
    ["PT1H5M", 65],
    ["P1DT0.5H", 1_470],
    ["P2W", 20_160],
    [17, 17],
  ])("reads %j as minutes", (input, value) => {
    expect(run("duration", input)).toEqual({ value: expect.closeTo(value, 6) as number });
  });

  test.each([
    "",
    "h",
    "5 m 5",
    "5 m 2 h",
    "5 m 5 m",
    "1:75:00",
    "1:2:3:4",
    "-5 m",
    "-5",
    "fortnight",
    "P",
    "PT",
    "P1Y",
    "P1..2D",
    "less than an hour",
    "5 constructor",
    "true",
  ])("does not guess at %j", (input) => {
    expect(run("duration", input)).toEqual({ missing: `“${input}” is not a duration` });
  });

  test("says that months have no fixed length", () => {
    expect(run("duration", "1 year, 2 days")).toEqual({ missing: "“1 year, 2 days” has no fixed length" });
  });

  test("ends soon on a text made to take long", () => {
    expect(run("duration", `${"1 m ".repeat(5_000)}!`)).toHaveProperty("missing");
  });
});

describe("in another language", () => {
  test.each([
    ["de-DE", "1 Std. 5 Min.", 65],
    ["de-DE", "2 Stunden", 120],
    ["de-DE", "1 Stunde und 5 Minuten", 65],
    ["de-DE", "1,5 h", 90],
    ["de-DE", "eine Stunde", 60],
    ["de-DE", "3 Tage", 4_320],
    ["de-DE", "ca. 2 Std.", 120],
    ["de-DE", "weniger als eine Minute", 0],
    ["de-DE", "2 hours", 120],
    ["fr-FR", "1 h 5 min", 65],
    ["fr-FR", "1 h 05", 65],
    ["fr-FR", "2 heures", 120],
    ["fr-FR", "2 jours", 2_880],
    ["fr-FR", "une heure et 5 minutes", 65],
    ["fr-FR", "moins d’une minute", 0],
    ["fr-FR", "1h 5m", 65],
    ["es-ES", "2 horas 5 minutos", 125],
    ["es-ES", "2 horas y 5 minutos", 125],
    ["es-ES", "2 días", 2_880],
    ["es-ES", "2 dias", 2_880],
    ["es-ES", "una hora", 60],
    ["es-ES", "menos de un minuto", 0],
    ["pl", "2 hours", 120],
  ])("reads %s %j", (locale, input, value) => {
    expect(run("duration", input, undefined, { locale })).toEqual({ value });
  });

  test("the option says the language of a field", () => {
    expect(run("duration", "2 Stunden", { language: "de" })).toEqual({ value: 120 });
  });
});

describe("options", () => {
  test.each([
    ["12:30", { clock: "h:mm" }, 750],
    ["1:05:00", { clock: "h:mm" }, 65],
    [30, "seconds", 0.5],
    ["1.5", { unit: "hours" }, 90],
    [1_500, "milliseconds", 0.025],
  ])("reads %j with %j", (input, options, value) => {
    expect(run("duration", input, options)).toEqual({ value });
  });

  test("refuses a language that is none", () => {
    expect(() => run("duration", "1 h", { language: "no tag" })).toThrow("must be a language tag");
  });
});

const lengths: Partial<Record<"weeks" | "days" | "hours" | "minutes" | "seconds", number>>[] = [
  { hours: 1 },
  { minutes: 5 },
  { hours: 2, minutes: 1 },
  { days: 2, hours: 1, minutes: 5 },
  { weeks: 1, days: 2, hours: 1, minutes: 5, seconds: 30 },
];

test.each(["en-US", "de-DE", "fr-FR", "es-ES"])("reads what Intl writes in %s", (locale) => {
  for (const style of ["long", "short", "narrow", "digital"] as const)
    for (const length of lengths) {
      const { weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0 } = length;
      const text = new Intl.DurationFormat(locale, { style }).format(length);
      const value = ((weeks * 7 + days) * 24 + hours) * 60 + minutes + seconds / 60;
      expect([text, run("duration", text, undefined, { locale })]).toEqual([text, { value }]);
    }
});
