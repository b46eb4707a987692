import { tellingUsers } from "../foreign-users.ts";
import { createForeignLanguage } from "../language.ts";
import { defineTrouble } from "../trouble.ts";

export const spanish = defineTrouble({
  description: "The app speaks Spanish: “hace 2 horas”, 1.234,5, and times of Madrid without their zone.",
  start: (_, desk) => ({ language, users: (users) => tellingUsers(users, desk.now()) }),
});

const language = createForeignLanguage({
  tag: "es",
  timeZone: "Europe/Madrid",
  words: {
    "just now": "ahora mismo",
    min: "min",
    Overview: "Resumen",
    Users: "Usuarios",
    User: "Usuario",
    Company: "Empresa",
    Status: "Estado",
    Feature: "Sección",
    Session: "Sesión",
    Views: "Visitas",
    Clicks: "Clics",
    "Last action": "Última acción",
    Account: "Cuenta",
    Online: "En línea",
    Idle: "Ausente",
    Offline: "Desconectado",
    Deactivate: "Desactivar",
    Previous: "Anterior",
    Next: "Siguiente",
    "Load more": "Cargar más",
    "{total} users": "{total} usuarios",
    "Showing {shown} of {total} users": "{shown} de {total} usuarios",
    "{from}–{to} of {total} users": "{from}–{to} de {total} usuarios",
    "Nobody has an account.": "Nadie tiene una cuenta.",
  },
});
