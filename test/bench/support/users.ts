/** What one row of the measured page says. */
export interface User {
  userId: string;
  userName: string;
  company: string;
  pageViews: number;
  clickCount: number;
  lastAction: string;
}

const companies = ["Acme Corp", "Example Ltd", "Sample & Sons", "Placeholder GmbH"];
const actions = ["Opened the revenue report", "Ran a query", "Exported a table", "Changed a dashboard", "Signed in"];

export const users: User[] = Array.from({ length: 50 }, (_, index) => ({
  userId: `user-${index + 1}`,
  userName: `Person Number ${index + 1}`,
  company: companies[index % companies.length]!,
  pageViews: 1_000 + index * 37,
  clickCount: 40 + index * 13,
  lastAction: actions[index % actions.length]!,
}));
