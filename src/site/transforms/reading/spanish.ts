import type { Words } from "./words.ts";

export const spanish: Words = {
  powers: {
    k: 3,
    mil: 3,
    miles: 3,
    M: 6,
    millon: 6,
    millones: 6,
    "mil millones": 9,
    // As `Intl` and the language have it: a billón is a million millions.
    B: 12,
    billon: 12,
    billones: 12,
  },
  units: {
    millisecond: "milisegundo|milisegundos",
    second: "segundo|segundos",
    minute: "minuto|minutos",
    hour: "hora|horas",
    day: "dia|dias",
    week: "semana|semanas",
    month: "mes|meses",
    quarter: "trimestre|trimestres",
    year: "ano|anos|a",
  },
  symbols: {
    millisecond: "ms",
    second: "s|seg|segs",
    minute: "min|mins",
    hour: "h|hs|hr|hrs",
    day: "d",
    week: "sem",
    quarter: "trim",
  },
  // `Intl` writes months so, and sites write minutes so.
  unclear: "m",
  one: "un|una|uno",
  and: "y|e|&",
  about: "aproximadamente|aprox|alrededor de|cerca de|casi|mas de|unos|unas|~|≈",
  under: "menos de|<",
  now: "ahora|ahora mismo|justo ahora|hace un momento|hace un instante|hace unos segundos|hace unos instantes|recien",
  ago: /^hace (.+)$/,
  future:
    /^(?:(?:en|dentro de) (?=\d|un)|(?:manana|pasado manana|el proximo|la proxima|proxim[oa]|prox\.)(?= |$))| que viene$/,
  days: { hoy: 0, ayer: 1, anteayer: 2, "antes de ayer": 2, antier: 2 },
  last: [/^(?:(?:el|la) )?(.+) (?:pasad[oa]|ant\.?)$/, /^(?:el |la )?pasad[oa] (.+)$/],
  fillers: "a|las|la|el|de|del|h",
  months: {},
};
