/** A table of many users with twelve columns each, in the mix of an admin screen. */
export const wideRows = 1_000;

export interface WideRow {
  id: string;
  name: string;
  email: string;
  company: string;
  session: string;
  views: string;
  clicks: string;
  scroll: string;
  features: string;
  status: string;
  action: string;
  seen: string;
}

const minutes = (index: number): string => `${Math.floor(index / 60)}h ${index % 60}m`;

export const wideTable: WideRow[] = Array.from({ length: wideRows }, (_, index) => ({
  id: `user-${index + 1}`,
  name: `Person Number ${index + 1}`,
  email: `person.${index + 1}@example.com`,
  company: ["Acme Corp", "Example Ltd", "Placeholder GmbH"][index % 3]!,
  session: minutes(index),
  views: (1_000 + index * 37).toLocaleString("en-US"),
  clicks: String(40 + index),
  scroll: `${index % 101} %`,
  features: "Dashboards, Reports, Queries",
  status: index % 3 === 0 ? "Online" : "Offline",
  action: ["Opened a report", "Ran a query", "Signed in"][index % 3]!,
  seen: new Date(Date.UTC(2026, 9, 28, 12, index % 60)).toISOString(),
}));

export function toWidePage(): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Users</title></head><body>
<table><tbody>${wideTable.map(toRow).join("\n")}</tbody></table></body></html>`;
}

function toRow(row: WideRow): string {
  return `<tr class="user" data-id="${row.id}"><td class="name">${row.name}</td><td><a class="mail" href="mailto:${row.email}">${row.email}</a></td><td class="company">${row.company}</td><td class="session">${row.session}</td><td class="views">${row.views}</td><td class="clicks">${row.clicks}</td><td class="scroll">${row.scroll}</td><td class="features">${row.features}</td><td><span class="status">${row.status}</span></td><td class="action">${row.action}</td><td><time datetime="${row.seen}">then</time></td></tr>`;
}

/** The same twelve fields in our own words. */
export const wideSite = {
  version: 1,
  rows: "tr.user",
  fields: {
    userId: { attribute: "data-id" },
    userName: ".name",
    email: { text: ".mail" },
    company: ".company",
    sessionDuration: { text: ".session", transforms: ["duration"] },
    pageViews: { text: ".views", transforms: ["number"] },
    clickCount: { text: ".clicks", transforms: ["number"] },
    scrollDepth: { text: ".scroll", transforms: ["percent"] },
    featuresUsed: { text: ".features", transforms: [{ split: "," }] },
    isActive: { text: ".status", transforms: [{ boolean: { true: ["Online"], false: ["Offline"] } }] },
    lastAction: ".action",
    lastActionTime: { attribute: "datetime", of: "time", transforms: ["date"] },
  },
} as const;
