import { z } from "zod";

const count = (description: string) => z.number().nonnegative().meta({ description });
const minutes = (description: string) =>
  z
    .number()
    .nonnegative()
    .meta({ description: `${description}, in minutes` });
const text = (description: string) => z.string().meta({ description });
const instant = (description: string) =>
  z.iso
    .datetime({ offset: true, error: "must be an ISO 8601 time such as 2026-11-23T12:00:00Z" })
    .meta({ description });

/** Accepts what is missing (`""`) and well-formed addresses, nothing between. */
const email = z
  .string()
  .refine((value) => value === "" || z.email().safeParse(value).success, "must be an e-mail address, or empty")
  .meta({ description: "User e-mail" });

/** What one user is doing: the 19 fields of the integration guide, all always present. */
export const userMetric = z
  .object({
    userId: z.string().min(1, "must not be empty").meta({ description: "Unique user identifier" }),
    userName: text("Display name"),
    email,
    company: text("Company name"),
    timestamp: instant("When the record was made; newer replaces older"),
    sessionDuration: minutes("Length of the current session"),
    pageViews: count("Total page views"),
    clickCount: count("Total clicks"),
    scrollDepth: z.number().min(0).max(100).meta({ description: "Scroll depth, 0 to 100 percent" }),
    featuresUsed: z.array(z.string()).meta({ description: "Names of the features used" }),
    activeFeature: text("Feature in use"),
    featureTime: z.record(z.string(), z.number().nonnegative()).meta({ description: "Minutes spent, by feature" }),
    eventsTriggered: count("Total events"),
    queriesRun: count("Queries executed"),
    reportsCreated: count("Reports generated"),
    dashboardsViewed: count("Dashboards opened"),
    isActive: z.boolean().meta({ description: "Whether the user is active now" }),
    lastAction: text("What the user did last"),
    lastActionTime: instant("When the last action happened; equals timestamp when unknown"),
  })
  .meta({ id: "UserMetric", description: "What one user is doing." });

export type UserMetric = z.infer<typeof userMetric>;
export type UserMetricField = keyof UserMetric;

export const userMetricFields = Object.keys(userMetric.shape) as UserMetricField[];
