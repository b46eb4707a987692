import { z } from "zod";
import { hasFewKeys, maxKeys, tooManyKeys } from "./details.ts";
import { identifier } from "./identifier.ts";
import { instant } from "./instant.ts";

const count = (description: string) => z.number().nonnegative().meta({ description });
const minutes = (description: string) =>
  z
    .number()
    .nonnegative()
    .meta({ description: `${description}, in minutes` });
const text = (description: string) => z.string().meta({ description });
const time = (description: string) => instant.meta({ description });

/** As many features as a metric may name. */
export const featureNames = z.array(z.string()).max(maxKeys, `must have at most ${maxKeys} items`);

const emailAddress = z.email();

/** Accepts what is missing (`""`) and well-formed addresses, nothing between. */
const email = z
  .string()
  .refine((value) => value === "" || emailAddress.safeParse(value).success, "must be an e-mail address, or empty")
  .meta({ description: "User e-mail" });

/** What one user is doing: the 19 fields of the integration guide, all always present. */
export const userMetric = z
  .object({
    userId: identifier.meta({ description: "Unique user identifier" }),
    userName: text("Display name"),
    email,
    company: text("Company name"),
    timestamp: time("When the record was made; newer replaces older"),
    sessionDuration: minutes("Length of the current session"),
    pageViews: count("Total page views"),
    clickCount: count("Total clicks"),
    scrollDepth: z.number().min(0).max(100).meta({ description: "Scroll depth, 0 to 100 percent" }),
    featuresUsed: featureNames.meta({ description: "Names of the features used" }),
    activeFeature: text("Feature in use"),
    featureTime: z
      .record(z.string(), z.number().nonnegative())
      .refine(hasFewKeys, tooManyKeys)
      .meta({ description: "Minutes spent, by feature" }),
    eventsTriggered: count("Total events"),
    queriesRun: count("Queries executed"),
    reportsCreated: count("Reports generated"),
    dashboardsViewed: count("Dashboards opened"),
    isActive: z.boolean().meta({ description: "Whether the user is active now" }),
    lastAction: text("What the user did last"),
    lastActionTime: time("When the last action happened; equals timestamp when unknown"),
  })
  .meta({ id: "UserMetric", description: "What one user is doing." });

export type UserMetric = z.infer<typeof userMetric>;
export type UserMetricField = keyof UserMetric;

export const userMetricFields = Object.keys(userMetric.shape) as UserMetricField[];
