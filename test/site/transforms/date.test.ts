import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { run } from "./run.ts";

/** Monday, 13:00 in Berlin. */
const now = new Date("2026-11-23T12:00:00.000Z");

function readIn(locale: string, input: unknown, timeZone = "UTC", options?: unknown): unknown {
  return run("date", input, options, { now, locale, timeZone });
}

describe("ISO 8601", () => {
  test.each([
    ["2026-10-28", "2026-10-28T00:00:00.000Z"],
    ["2026-10-28T19:55:00.123456Z", "2026-10-28T19:55:00.123Z"],
    ["2026-10-28 19:55:10 +0200", "2026-10-28T17:55:10.000Z"],
    [" 2026-10-28T19:55Z ", "2026-10-28T19:55:00.000Z"],
    ["2026-10-28T19:55:00+02", "2026-10-28T17:55:00.000Z"],
  ])("reads %j", (input, value) => {
    expect(run("date", input)).toEqual({ value });
    expect(run("date", input, "iso")).toEqual({ value });
  });

  test.each(["2026-02-30", "2026-10-28T25:00Z", "10/28/2026", "1793217300", "now"])(
    "does not take %j for an ISO time",
    (input) => {
      expect(run("date", input, "iso")).toEqual({ missing: `“${input}” is not an ISO 8601 time` });
    },
  );
});

describe("seconds and milliseconds since 1970", () => {
  test.each(["0", "-1", "99999999999999", "soon"])("do not include %j", (input) => {
    expect(run("date", input, "epoch-seconds")).toEqual({ missing: `“${input}” is not a time in seconds since 1970` });
  });

  test("may be a number of JSON", () => {
    expect(run("date", 1_793_217_300, "epoch-seconds")).toEqual({ value: "2026-10-28T19:55:00.000Z" });
    expect(run("date", 1_793_217_300_000, "epoch-milliseconds")).toEqual({ value: "2026-10-28T19:55:00.000Z" });
  });

  test.each([1_793_217_300, "1793217300000", "1793217300.5", "10.28", "12", "-5", 1e300])(
    "are never guessed: %j",
    (input) => {
      expect(run("date", input)).toEqual({
        missing: `“${input}” is a bare number; say date: epoch-seconds or date: epoch-milliseconds`,
      });
    },
  );
});

describe("a written date", () => {
  test.each([
    ["en-US", "Wed, 28 Oct 2026 19:55:00 GMT", "2026-10-28T19:55:00.000Z"],
    ["en-US", "Wed, 28 Oct 2026 21:55:00 +0200", "2026-10-28T19:55:00.000Z"],
    ["en-US", "28 Oct 2026 14:55:00 EST", "2026-10-28T19:55:00.000Z"],
    ["en-US", "Wed Oct 28 19:55:00 2026", "2026-10-28T19:55:00.000Z"],
    ["en-US", "Wed Oct 28 2026 20:55:00 GMT+0100 (Central European Standard Time)", "2026-10-28T19:55:00.000Z"],
    ["en-US", "19:55, 28 October 2026 (UTC)", "2026-10-28T19:55:00.000Z"],
    ["en-US", "28 Oct 2026 19:55", "2026-10-28T19:55:00.000Z"],
    ["en-US", "October 28, 2026 at 7:55 PM", "2026-10-28T19:55:00.000Z"],
    ["en-US", "Oct. 28th, 2026, 7:55 p.m.", "2026-10-28T19:55:00.000Z"],
    ["en-US", "the 28th of October 2026", "2026-10-28T00:00:00.000Z"],
    ["en-US", "28-Oct-2026 19:55", "2026-10-28T19:55:00.000Z"],
    ["en-US", "2026 Oct 28", "2026-10-28T00:00:00.000Z"],
    ["en-US", "2026/10/28 7 pm", "2026-10-28T19:00:00.000Z"],
    ["en-US", "28-Oct-26", "2026-10-28T00:00:00.000Z"],
    ["en-US", "2026-10-28 19:55:00 +0000 UTC", "2026-10-28T19:55:00.000Z"],
    ["en-US", "28 Oct 2026 21:55 +02:00", "2026-10-28T19:55:00.000Z"],
    ["en-US", "28 Oct 2026 14:55 UTC−5", "2026-10-28T19:55:00.000Z"],
    ["en-US", "Oct 28 '26", "2026-10-28T00:00:00.000Z"],
    ["en-US", "12:05 AM 10/28/2026", "2026-10-28T00:05:00.000Z"],
    ["en-US", "3/4/2026", "2026-03-04T00:00:00.000Z"],
    ["en-GB", "3/4/2026", "2026-04-03T00:00:00.000Z"],
    ["en-GB", "28/10/99", "1999-10-28T00:00:00.000Z"],
    ["de-DE", "28. Oktober 2026, 19:55", "2026-10-28T19:55:00.000Z"],
    ["de-DE", "Mittwoch, den 28. Oktober 2026 um 19:55 Uhr", "2026-10-28T19:55:00.000Z"],
    ["de-DE", "28.10.2026 19:55", "2026-10-28T19:55:00.000Z"],
    ["de-DE", "28. 10. 2026, 19.55 Uhr", "2026-10-28T19:55:00.000Z"],
    ["de-DE", "am 5. Mai um 10 Uhr", "2026-05-05T10:00:00.000Z"],
    ["en-US", "Nov 21, 2026 (Sat)", "2026-11-21T00:00:00.000Z"],
    ["th-TH", "5 Mar 2026", "2026-03-05T00:00:00.000Z"],
    ["es-ES", "5 de mayo a las 10 h", "2026-05-05T10:00:00.000Z"],
    ["fr-FR", "hier à 10h", "2026-11-22T10:00:00.000Z"],
    ["zh-CN", "2026/3/5 19:05", "2026-03-05T19:05:00.000Z"],
    ["fr-FR", "10h30", "2026-11-23T10:30:00.000Z"],
    ["de-DE", "3. Mrz 2026", "2026-03-03T00:00:00.000Z"],
    ["de-DE", "28 Oct 2026 19:55", "2026-10-28T19:55:00.000Z"],
    ["de-DE", "2026-10-28 19:55", "2026-10-28T19:55:00.000Z"],
    ["fr-FR", "28 octobre 2026 à 19:55", "2026-10-28T19:55:00.000Z"],
    ["fr-FR", "1er octobre 2026 à 19h55", "2026-10-01T19:55:00.000Z"],
    ["fr-CA", "28 octobre 2026 à 19 h 55 min 09 s", "2026-10-28T19:55:09.000Z"],
    ["fr-FR", "28/10/2026 19:55", "2026-10-28T19:55:00.000Z"],
    ["fr-FR", "le 8 févr. 2026", "2026-02-08T00:00:00.000Z"],
    ["es-ES", "28 de octubre de 2026, 19:55", "2026-10-28T19:55:00.000Z"],
    ["es-ES", "miércoles, 28 de octubre de 2026 a las 19:55", "2026-10-28T19:55:00.000Z"],
    ["es-ES", "mar, 27 oct 2026", "2026-10-27T00:00:00.000Z"],
    ["es-ES", "27 mar 2026", "2026-03-27T00:00:00.000Z"],
    ["es-ES", "28/10/2026 19:55 h", "2026-10-28T19:55:00.000Z"],
    ["it-IT", "28 ottobre 2026 alle ore 19:55", "2026-10-28T19:55:00.000Z"],
    ["pl-PL", "28 października 2026 19:55", "2026-10-28T19:55:00.000Z"],
    ["ja-JP", "2026/10/28 19:55", "2026-10-28T19:55:00.000Z"],
  ])("is read in %s: %j", (locale, input, value) => {
    expect(readIn(locale, input)).toEqual({ value });
  });

  test.each([
    ["en-US", "28/10/2026"],
    ["en-GB", "10/28/2026"],
    ["de-DE", "10.28.2026"],
    ["ja-JP", "3/4/2026"],
    ["en-US", "Monday, 28 Oct 2026"],
    ["en-US", "30 Feb 2026"],
    ["en-US", "2026/13/01"],
    ["en-US", "28 Oct 2026 25:00"],
    ["en-US", "28 Oct 2026 13:00 PM"],
    ["en-US", "28 Oct 2026 19:55 IST"],
    ["en-US", "October 2026"],
    ["en-US", "28 Oct 226"],
    ["en-US", "28 Oct 2026 and more"],
    ["en-US", "1-2"],
    ["en-US", "28 octobre 2026"],
    ["en-US", ""],
    ["en-US", "unknown"],
    ["en-US", "never"],
    ["en-US", "constructor"],
    ["en-US", "5 May 10"],
    ["en-US", "5 May at 10"],
    ["en-US", "28 Oct 2026 10:00-11:00"],
    ["en-US", "2026-10-28 10:00-11:00"],
    ["en-US", "28 Oct 2026 19:55 GMT-99"],
    ["en-US", "2026-10-28T19:55+99:00"],
    ["en-US", "28 Oct²"],
    ["en-US", "2h30"],
    ["en-US", "in progress"],
    ["de-DE", "28.10. um 10"],
    ["es-ES", "mar 24"],
    ["en-US", "1.10.2026"],
    ["en-US", "1.10. 10:30"],
    ["es-ES", "10 a"],
    ["th-TH", "5 มีนาคม 2569 เวลา 19:05"],
    ["th-TH", "5/3/69"],
    ["da-DK", "19.05.00"],
    ["fa-IR", "1405/03/05"],
  ])("is not read in %s: %j", (locale, input) => {
    expect(readIn(locale, input)).toEqual({ missing: `“${input}” is not a date` });
  });

  test.each([
    ["en-US", "28 Oct 19:55", "2026-10-28T19:55:00.000Z"],
    ["en-US", "Nov 24", "2025-11-24T00:00:00.000Z"],
    ["en-US", "Nov 23", "2026-11-23T00:00:00.000Z"],
    ["en-US", "Feb 29", "2024-02-29T00:00:00.000Z"],
    ["en-US", "10/28", "2026-10-28T00:00:00.000Z"],
    ["de-DE", "28.10., 19:55", "2026-10-28T19:55:00.000Z"],
    ["en-US", "Wed, 28 Oct", "2026-10-28T00:00:00.000Z"],
  ])("without a year is the latest that is not to come, in %s: %j", (locale, input, value) => {
    expect(readIn(locale, input)).toEqual({ value });
  });

  test("may lie ahead where it says its year", () => {
    expect(readIn("en-US", "1 Jan 2027")).toEqual({ value: "2027-01-01T00:00:00.000Z" });
  });

  test.each([
    ["11:59", "2026-11-23T11:59:00.000Z"],
    ["12:01", "2026-11-23T12:01:00.000Z"],
    ["12:02", "2026-11-22T12:02:00.000Z"],
    ["7:55 PM", "2026-11-22T19:55:00.000Z"],
    ["Monday at 11:55", "2026-11-23T11:55:00.000Z"],
    ["Monday at 19:55", "2026-11-16T19:55:00.000Z"],
    ["Fri 7:55 PM", "2026-11-20T19:55:00.000Z"],
  ])("of a time alone is the latest that is not to come: %j", (input, value) => {
    expect(readIn("en-US", input)).toEqual({ value });
  });
});

describe("a relative date", () => {
  test.each([
    ["en-US", "Today, 3:05 PM"],
    ["en-US", "today at 12:02"],
    ["de-DE", "heute um 19:55 Uhr"],
    ["en-US", "today at 12:30 UTC"],
  ])("of today is missing where its time is to come, in %s: %j", (locale, input) => {
    expect(readIn(locale, input)).toEqual({ missing: `“${input}” lies in the future here: check timeZone` });
  });

  test("of today may be a minute ahead, as clocks are", () => {
    expect(readIn("en-US", "today at 12:01")).toEqual({ value: "2026-11-23T12:01:00.000Z" });
  });

  test.each([
    ["en-US", "now", "2026-11-23T12:00:00.000Z"],
    ["en-US", "Just now", "2026-11-23T12:00:00.000Z"],
    ["en-US", "a few seconds ago", "2026-11-23T12:00:00.000Z"],
    ["en-US", "less than a minute ago", "2026-11-23T12:00:00.000Z"],
    ["en-US", "5 minutes ago", "2026-11-23T11:55:00.000Z"],
    ["en-US", "about 2 hours ago", "2026-11-23T10:00:00.000Z"],
    ["en-US", "an hour ago", "2026-11-23T11:00:00.000Z"],
    ["en-US", "1 hour and 5 minutes ago", "2026-11-23T10:55:00.000Z"],
    ["en-US", "2h ago", "2026-11-23T10:00:00.000Z"],
    ["en-US", "3d", "2026-11-20T12:00:00.000Z"],
    ["en-US", "5 min", "2026-11-23T11:55:00.000Z"],
    ["en-US", "<1m", "2026-11-23T12:00:00.000Z"],
    ["en-US", "today at 07:30", "2026-11-23T07:30:00.000Z"],
    ["en-US", "Today, 7:30 AM", "2026-11-23T07:30:00.000Z"],
    ["en-US", "yesterday", "2026-11-22T00:00:00.000Z"],
    ["en-US", "yesterday at 19:55", "2026-11-22T19:55:00.000Z"],
    ["en-US", "the day before yesterday", "2026-11-21T00:00:00.000Z"],
    ["en-US", "last Monday", "2026-11-16T00:00:00.000Z"],
    ["en-US", "last Sunday at 19:55", "2026-11-22T19:55:00.000Z"],
    ["en-US", "2 weeks ago", "2026-11-09T12:00:00.000Z"],
    ["en-US", "a month ago", "2026-10-23T12:00:00.000Z"],
    ["en-US", "last month", "2026-10-23T12:00:00.000Z"],
    ["en-US", "last week", "2026-11-16T12:00:00.000Z"],
    ["en-US", "2 years ago", "2024-11-23T12:00:00.000Z"],
    ["de-DE", "gerade eben", "2026-11-23T12:00:00.000Z"],
    ["de-DE", "jetzt", "2026-11-23T12:00:00.000Z"],
    ["de-DE", "vor 2\u00a0Stunden", "2026-11-23T10:00:00.000Z"],
    ["de-DE", "vor einer Minute", "2026-11-23T11:59:00.000Z"],
    ["de-DE", "vor etwa 2 Std.", "2026-11-23T10:00:00.000Z"],
    ["de-DE", "vor weniger als einer Minute", "2026-11-23T12:00:00.000Z"],
    ["de-DE", "5 Min.", "2026-11-23T11:55:00.000Z"],
    ["de-DE", "gestern um 19:55", "2026-11-22T19:55:00.000Z"],
    ["de-DE", "Gestern, 19:55 Uhr", "2026-11-22T19:55:00.000Z"],
    ["de-DE", "heute, 07:30", "2026-11-23T07:30:00.000Z"],
    ["de-DE", "vorgestern", "2026-11-21T00:00:00.000Z"],
    ["de-DE", "vor 3 Tagen", "2026-11-20T12:00:00.000Z"],
    ["de-DE", "letzten Montag", "2026-11-16T00:00:00.000Z"],
    ["de-DE", "am letzten Montag um 19:55", "2026-11-16T19:55:00.000Z"],
    ["de-DE", "vor einem Monat", "2026-10-23T12:00:00.000Z"],
    ["de-DE", "2 hours ago", "2026-11-23T10:00:00.000Z"],
    ["de-DE", "yesterday at 19:55", "2026-11-22T19:55:00.000Z"],
    ["fr-FR", "à l'instant", "2026-11-23T12:00:00.000Z"],
    ["fr-FR", "À l’instant", "2026-11-23T12:00:00.000Z"],
    ["fr-FR", "maintenant", "2026-11-23T12:00:00.000Z"],
    ["fr-FR", "il y a 2\u202fheures", "2026-11-23T10:00:00.000Z"],
    ["fr-FR", "il y a une heure", "2026-11-23T11:00:00.000Z"],
    ["fr-FR", "il y a environ 2 heures", "2026-11-23T10:00:00.000Z"],
    ["fr-FR", "il y a moins d'une minute", "2026-11-23T12:00:00.000Z"],
    ["fr-FR", "hier à 19:55", "2026-11-22T19:55:00.000Z"],
    ["fr-FR", "hier à 19h55", "2026-11-22T19:55:00.000Z"],
    ["fr-FR", "avant-hier", "2026-11-21T00:00:00.000Z"],
    ["fr-FR", "aujourd'hui à 07:30", "2026-11-23T07:30:00.000Z"],
    ["fr-FR", "aujourd’hui à 07:30", "2026-11-23T07:30:00.000Z"],
    ["fr-FR", "lundi dernier", "2026-11-16T00:00:00.000Z"],
    ["fr-FR", "il y a 3 jours", "2026-11-20T12:00:00.000Z"],
    ["fr-FR", "il y a un mois", "2026-10-23T12:00:00.000Z"],
    ["es-ES", "ahora", "2026-11-23T12:00:00.000Z"],
    ["es-ES", "ahora mismo", "2026-11-23T12:00:00.000Z"],
    ["es-ES", "justo ahora", "2026-11-23T12:00:00.000Z"],
    ["es-ES", "hace 2 horas", "2026-11-23T10:00:00.000Z"],
    ["es-ES", "hace una hora", "2026-11-23T11:00:00.000Z"],
    ["es-ES", "hace aproximadamente 2 horas", "2026-11-23T10:00:00.000Z"],
    ["es-ES", "hace menos de un minuto", "2026-11-23T12:00:00.000Z"],
    ["es-ES", "ayer a las 19:55", "2026-11-22T19:55:00.000Z"],
    ["es-ES", "anteayer", "2026-11-21T00:00:00.000Z"],
    ["es-ES", "antes de ayer", "2026-11-21T00:00:00.000Z"],
    ["es-ES", "hoy a las 07:30", "2026-11-23T07:30:00.000Z"],
    ["es-ES", "el lunes pasado", "2026-11-16T00:00:00.000Z"],
    ["es-ES", "hace 3 días", "2026-11-20T12:00:00.000Z"],
    ["es-ES", "hace un año", "2025-11-23T12:00:00.000Z"],
    ["pl-PL", "2 hours ago", "2026-11-23T10:00:00.000Z"],
  ])("is read in %s: %j", (locale, input, value) => {
    expect(readIn(locale, input)).toEqual({ value });
  });

  test.each([
    ["en-US", "in 5 minutes"],
    ["en-US", "5 minutes from now"],
    ["en-US", "tomorrow"],
    ["en-US", "tomorrow at 10:00"],
    ["en-US", "next Monday"],
    ["de-DE", "in 5 Minuten"],
    ["de-DE", "morgen um 10:00"],
    ["de-DE", "nächste Woche"],
    ["fr-FR", "dans 5 minutes"],
    ["fr-FR", "demain à 10:00"],
    ["fr-FR", "la semaine prochaine"],
    ["es-ES", "dentro de 5 minutos"],
    ["es-ES", "mañana"],
    ["es-ES", "el próximo mes"],
  ])("that is to come is missing in %s: %j", (locale, input) => {
    expect(readIn(locale, input)).toEqual({ missing: `“${input}” is still to come` });
  });

  test.each([
    ["fr-FR", "il y a 5 m"],
    ["es-ES", "hace 5 m"],
    ["es-ES", "5 m"],
  ])("that can mean two things is missing in %s: %j", (locale, input) => {
    expect(readIn(locale, input)).toEqual({ missing: `“${input}” can mean minutes or months` });
  });

  test.each([
    "2 hours",
    "ago",
    "5 bananas ago",
    "last week at 19:55",
    "1.5 months ago",
    "99999999999999 years ago",
    "5 ago",
    "hace 2 horas",
  ])("is not guessed from %j", (input) => {
    expect(readIn("en-US", input)).toEqual({ missing: `“${input}” is not a date` });
  });

  test.each(["99999999999999 years ago", "9999 years ago", "999999999999999999999 seconds ago"])(
    "before the year 1 is none: %j",
    (input) => {
      expect(readIn("en-US", input, "Europe/Berlin")).toEqual({ missing: `“${input}” is not a date` });
    },
  );

  test("a month before the 31st is the last day of a shorter one", () => {
    const context = { now: new Date("2026-03-31T12:00:00.000Z") };
    expect(run("date", "1 month ago", {}, context)).toEqual({ value: "2026-02-28T12:00:00.000Z" });
  });
});

describe("the time zone", () => {
  test.each([
    ["Europe/Berlin", "2026-07-01 12:00", "2026-07-01T10:00:00.000Z"],
    ["Europe/Berlin", "2026-12-01 12:00", "2026-12-01T11:00:00.000Z"],
    ["America/New_York", "7/1/2026, 12:00 PM", "2026-07-01T16:00:00.000Z"],
    ["Asia/Kolkata", "Jul 1, 2026", "2026-06-30T18:30:00.000Z"],
    ["Asia/Kolkata", "Jul 1, 2026, 12:00 PM IST", undefined],
    ["Europe/Berlin", "28 Oct 2026 19:55 UTC", "2026-10-28T19:55:00.000Z"],
    ["Europe/Berlin", "28 Oct 2026 19:55 CET", "2026-10-28T18:55:00.000Z"],
  ])("is that of the page: in %s %j", (timeZone, input, value) => {
    expect(readIn("en-US", input, timeZone)).toEqual(
      value === undefined ? { missing: `“${input}” is not a date` } : { value },
    );
  });

  test("says what day yesterday was", () => {
    const late = { now: new Date("2026-11-23T23:30:00.000Z"), timeZone: "Asia/Kolkata" };
    expect(run("date", "yesterday at 19:55", {}, late)).toEqual({ value: "2026-11-23T14:25:00.000Z" });
    expect(run("date", "19:55", {}, late)).toEqual({ value: "2026-11-23T14:25:00.000Z" });
    const west = { now: new Date("2026-11-23T03:00:00.000Z"), timeZone: "America/New_York" };
    expect(run("date", "today", {}, west)).toEqual({ value: "2026-11-22T05:00:00.000Z" });
  });

  test("a time that the clocks show twice is the earlier", () => {
    expect(readIn("en-US", "2026-10-25 02:30", "Europe/Berlin")).toEqual({ value: "2026-10-25T00:30:00.000Z" });
    expect(readIn("en-US", "2026-11-01 01:30", "America/New_York")).toEqual({ value: "2026-11-01T05:30:00.000Z" });
  });

  test("a time that the clocks leap over is the later of the two it could mean", () => {
    expect(readIn("en-US", "2026-03-29 02:30", "Europe/Berlin")).toEqual({ value: "2026-03-29T01:30:00.000Z" });
    expect(readIn("en-US", "2026-03-08 02:30", "America/New_York")).toEqual({ value: "2026-03-08T07:30:00.000Z" });
  });

  test("of the option goes before that of the page, and so does its language", () => {
    expect(readIn("en-US", "gestern um 19:55", "UTC", { language: "de", timeZone: "Europe/Berlin" })).toEqual({
      value: "2026-11-22T18:55:00.000Z",
    });
    expect(() => readIn("en-US", "now", "UTC", { timeZone: "Mars/Olympus" })).toThrow("must be a time zone");
  });
});

describe("a format", () => {
  test.each([
    ["dd.MM.yyyy HH:mm", "28.10.2026 19:55", "2026-10-28T19:55:00.000Z"],
    ["d/M/yy H:mm:ss", "8/1/26 9:05:07", "2026-01-08T09:05:07.000Z"],
    ["MMM d, yyyy 'at' h:mm a", "Oct 28, 2026 at 7:55 PM", "2026-10-28T19:55:00.000Z"],
    ["d MMMM yyyy, hh:mm a", "8 October 2026, 12:05 a.m.", "2026-10-08T00:05:00.000Z"],
    ["yyyyMMdd", "20261028", "2026-10-28T00:00:00.000Z"],
    ["HH'h'mm", "11h55", "2026-11-23T11:55:00.000Z"],
    ["dd.MM.", "28.10.", "2026-10-28T00:00:00.000Z"],
    ["h 'o''clock' a", "7 o’clock pm", "2026-11-22T19:00:00.000Z"],
  ])("%s reads %j", (format, input, value) => {
    expect(readIn("en-US", input, "UTC", { format })).toEqual({ value });
  });

  test("takes names of the page's language, and English ones", () => {
    const options = { format: "d. MMM yyyy" };
    expect(readIn("de-DE", "5. März 2026", "UTC", options)).toEqual({ value: "2026-03-05T00:00:00.000Z" });
    expect(readIn("de-DE", "5. May 2026", "UTC", options)).toEqual({ value: "2026-05-05T00:00:00.000Z" });
  });

  test.each([
    ["dd.MM.yyyy", "8.10.2026"],
    ["dd.MM.yyyy", "31.02.2026"],
    ["dd.MM.yyyy", "28.10.2026 19:55"],
    ["HH:mm", "25:00"],
    ["h:mm a", "13:00 pm"],
    ["d MMM yyyy", "8 constructor 2026"],
  ])("%s does not read %j", (format, input) => {
    expect(readIn("en-US", input, "UTC", { format })).toEqual({ missing: `“${input}” is not a date as ${format}` });
  });

  test.each([
    ["dd.MM.YYYY", "has no token Y"],
    ["dd.MM 'x", "has a quote that does not end"],
    ["dd.dd.MM", "reads the day twice"],
    ["dd.MM h:mm", "needs both h and a, or H"],
    ["dd.MM mm", "has no hour"],
    ["MM yyyy", "has neither a day and a month"],
  ])("%s is refused: %s", (format, message) => {
    expect(() => readIn("en-US", "", "UTC", { format })).toThrow(message);
  });
});

describe("what libraries write", () => {
  const justNow = "2026-11-23T12:00:00.000Z";
  const hourAgo = "2026-11-23T11:00:00.000Z";
  const yearAgo = "2025-11-23T12:00:00.000Z";
  const lastMonday = "2026-11-16T19:55:00.000Z";

  test.each([
    ["en-US", "about 1 hour ago", hourAgo],
    ["en-US", "over 1 year ago", yearAgo],
    ["en-US", "Last Monday at 7:55 PM", lastMonday],
    ["en-GB", "28/Oct/26 7:55 PM", "2026-10-28T19:55:00.000Z"],
    ["de-DE", "vor ein paar Sekunden", justNow],
    ["de-DE", "vor weniger als 1 Minute", justNow],
    ["de-DE", "vor etwa einer Stunde", hourAgo],
    ["de-DE", "vor mehr als 1 Jahr", yearAgo],
    ["de-DE", "letzten Montag um 19:55 Uhr", lastMonday],
    ["fr-FR", "il y a quelques secondes", justNow],
    ["fr-FR", "il y a moins d’une minute", justNow],
    ["fr-FR", "il y a environ 1 heure", hourAgo],
    ["fr-FR", "il y a plus d’un an", yearAgo],
    ["fr-FR", "lundi dernier à 19:55", lastMonday],
    ["es-ES", "hace unos segundos", justNow],
    ["es-ES", "hace menos de 1 minuto", justNow],
    ["es-ES", "hace alrededor de 1 hora", hourAgo],
    ["es-ES", "hace más de 1 año", yearAgo],
    ["es-ES", "el lunes pasado a las 19:55", lastMonday],
  ])("is read in %s: %j", (locale, input, value) => {
    expect(readIn(locale, input)).toEqual({ value });
  });
});

const units = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"] as const;

/** What `Intl` writes and nobody can read for sure. */
const unclear = new Set([
  "hace 1 m",
  "hace 2 m",
  "hace 11 m",
  "il y a 1 m.",
  "il y a 2 m.",
  "il y a 11 m.",
  "-1 m.",
  "-2 m.",
  "-11 m.",
]);

const since: Record<(typeof units)[number], (count: number) => number> = {
  second: (count) => now.getTime() - count * 1_000,
  minute: (count) => now.getTime() - count * 60_000,
  hour: (count) => now.getTime() - count * 3_600_000,
  day: (count) => now.getTime() - count * 86_400_000,
  week: (count) => now.getTime() - count * 604_800_000,
  month: (count) => Date.UTC(2026, 10 - count, 23, 12),
  quarter: (count) => Date.UTC(2026, 10 - count * 3, 23, 12),
  year: (count) => Date.UTC(2026 - count, 10, 23, 12),
};

describe.each(["en-US", "de-DE", "fr-FR", "es-ES"])("what Intl writes in %s", (locale) => {
  test.each(["long", "short", "narrow"] as const)("as a relative time, style %s, is read", (style) => {
    for (const numeric of ["always", "auto"] as const)
      for (const unit of units)
        for (const count of [1, 2, 11]) {
          const text = new Intl.RelativeTimeFormat(locale, { style, numeric }).format(-count, unit);
          const isDay = numeric === "auto" && unit === "day" && !/\d/.test(text);
          const at = isDay ? Date.UTC(2026, 10, 23 - count) : since[unit](count);
          const plain = text.replaceAll(/\s/g, " ");
          const outcome = unclear.has(plain)
            ? { missing: `“${text}” can mean minutes or months` }
            : { value: new Date(at).toISOString() };
          expect([text, readIn(locale, text)]).toEqual([text, outcome]);
        }
  });

  test.each(["long", "short", "narrow"] as const)("of the future, style %s, is missing", (style) => {
    for (const numeric of ["always", "auto"] as const)
      for (const unit of units) {
        const text = new Intl.RelativeTimeFormat(locale, { style, numeric }).format(1, unit);
        expect([text, readIn(locale, text)]).toEqual([text, { missing: `“${text}” is still to come` }]);
      }
  });
});

const instants = ["2026-03-05T19:05:09Z", "2026-07-31T00:30:00Z", "2025-12-31T23:59:59Z", "2026-10-25T03:30:00Z"];
const styles = ["full", "long", "medium", "short"] as const;

describe.each(["en-US", "en-GB", "de-DE", "de-AT", "de-CH", "fr-FR", "fr-CA", "es-ES", "es-MX"])(
  "what Intl writes in %s",
  (locale) => {
    test.each(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"])(
      "as a date and time in %s is read",
      (timeZone) => {
        for (const dateStyle of styles)
          for (const timeStyle of styles)
            for (const instant of instants) {
              const text = new Intl.DateTimeFormat(locale, { dateStyle, timeStyle, timeZone }).format(
                new Date(instant),
              );
              const value = new Date(instant)
                .toISOString()
                .replace(/..\.000Z$/, timeStyle === "short" ? "00.000Z" : "$&");
              expect([text, readIn(locale, text, timeZone)]).toEqual([text, { value }]);
            }
      },
    );

    test("as any moment with its zone is read", () => {
      const seconds = fc.integer({ min: Date.UTC(1971, 0) / 1000, max: Date.UTC(2060, 0) / 1000 });
      const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe");
      fc.assert(
        fc.property(seconds, zone, (second, timeZone) => {
          const format = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "long", timeZone });
          const value = new Date(second * 1000).toISOString();
          expect(readIn(locale, format.format(second * 1000), timeZone)).toEqual({ value });
        }),
      );
    });
  },
);
