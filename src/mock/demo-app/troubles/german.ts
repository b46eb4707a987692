import { tellingUsers } from "../foreign-users.ts";
import { createForeignLanguage } from "../language.ts";
import { defineTrouble } from "../trouble.ts";

export const german = defineTrouble({
  description: "The app speaks German: “vor 2 Stunden”, 1.234,5, and times of Berlin without their zone.",
  start: (_, desk) => ({ language, users: (users) => tellingUsers(users, desk.now()) }),
});

const language = createForeignLanguage({
  tag: "de",
  timeZone: "Europe/Berlin",
  words: {
    "just now": "gerade eben",
    min: "Min.",
    Overview: "Übersicht",
    Users: "Benutzer",
    User: "Benutzer",
    Company: "Firma",
    Status: "Status",
    Feature: "Bereich",
    Session: "Sitzung",
    Views: "Aufrufe",
    Clicks: "Klicks",
    "Last action": "Letzte Aktion",
    Account: "Konto",
    Online: "Aktiv",
    Idle: "Abwesend",
    Offline: "Abgemeldet",
    Deactivate: "Deaktivieren",
    Previous: "Zurück",
    Next: "Weiter",
    "Load more": "Mehr laden",
    "{total} users": "{total} Benutzer",
    "Showing {shown} of {total} users": "{shown} von {total} Benutzern",
    "{from}–{to} of {total} users": "{from}–{to} von {total} Benutzern",
    "Nobody has an account.": "Niemand hat ein Konto.",
  },
});
