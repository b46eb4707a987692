import { tellingUsers } from "../foreign-users.ts";
import { createForeignLanguage } from "../language.ts";
import { defineTrouble } from "../trouble.ts";

export const french = defineTrouble({
  description: "The app speaks French: “il y a 2 heures”, 1 234,5, and times of Paris without their zone.",
  start: (_, desk) => ({ language, users: (users) => tellingUsers(users, desk.now()) }),
});

const language = createForeignLanguage({
  tag: "fr",
  timeZone: "Europe/Paris",
  words: {
    "just now": "à l’instant",
    min: "min",
    Overview: "Aperçu",
    Users: "Utilisateurs",
    User: "Utilisateur",
    Company: "Entreprise",
    Status: "Statut",
    Feature: "Rubrique",
    Session: "Session",
    Views: "Vues",
    Clicks: "Clics",
    "Last action": "Dernière action",
    Account: "Compte",
    Online: "En ligne",
    Idle: "Absent",
    Offline: "Hors ligne",
    Deactivate: "Désactiver",
    Previous: "Précédent",
    Next: "Suivant",
    "Load more": "Afficher plus",
    "{total} users": "{total} utilisateurs",
    "Showing {shown} of {total} users": "{shown} utilisateurs sur {total}",
    "{from}–{to} of {total} users": "{from}–{to} sur {total} utilisateurs",
    "Nobody has an account.": "Personne n’a de compte.",
  },
});
