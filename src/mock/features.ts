import type { UserMetric } from "../metric/user-metric.ts";

/** Something a person does, in the words of `lastAction`, and the total it adds to. */
export interface Action {
  text: string;
  counts?: keyof Pick<UserMetric, "queriesRun" | "reportsCreated" | "dashboardsViewed">;
}

export const signingOut: Action = { text: "Signed out" };

/** A part of the app that people use: how one opens it, and what one does there. */
export interface Feature {
  name: string;
  opening: Action;
  actions: readonly Action[];
}

export const features: readonly Feature[] = [
  {
    name: "Dashboard",
    opening: { text: "Opened the sales dashboard", counts: "dashboardsViewed" },
    actions: [
      { text: "Opened the team dashboard", counts: "dashboardsViewed" },
      { text: "Changed the dashboard's date range" },
      { text: "Pinned a dashboard tile" },
    ],
  },
  {
    name: "Revenue",
    opening: { text: "Viewed revenue report" },
    actions: [
      { text: "Compared revenue with last quarter" },
      { text: "Filtered revenue by region" },
      { text: "Exported revenue report", counts: "reportsCreated" },
    ],
  },
  {
    name: "Funnels",
    opening: { text: "Viewed the sign-up funnel" },
    actions: [
      { text: "Added a funnel step" },
      { text: "Recalculated a funnel", counts: "queriesRun" },
      { text: "Compared two funnels", counts: "queriesRun" },
    ],
  },
  {
    name: "Explorer",
    opening: { text: "Opened the data explorer" },
    actions: [
      { text: "Ran a query", counts: "queriesRun" },
      { text: "Ran a saved query", counts: "queriesRun" },
      { text: "Edited a query" },
      { text: "Sorted query results" },
    ],
  },
  {
    name: "Reports",
    opening: { text: "Viewed the list of reports" },
    actions: [
      { text: "Created a weekly report", counts: "reportsCreated" },
      { text: "Scheduled a report" },
      { text: "Shared a report" },
    ],
  },
  {
    name: "Customers",
    opening: { text: "Viewed the customer list" },
    actions: [
      { text: "Searched for a customer" },
      { text: "Viewed a customer's history" },
      { text: "Tagged a customer" },
    ],
  },
  {
    name: "Settings",
    opening: { text: "Opened the settings" },
    actions: [{ text: "Changed notification settings" }, { text: "Invited a colleague" }],
  },
];
