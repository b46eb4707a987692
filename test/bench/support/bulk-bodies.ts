import { randomUUID } from "node:crypto";

/** As many as a body may hold within its limit, and as a scraper sends at once. */
export const metricsInBody = 500;

const manyUsers = 10_000;
const companies = ["Acme Corp", "Example Ltd", "Sample & Sons", "Placeholder GmbH"];
const features = ["Dashboard", "Revenue", "Reports", "Exports", "Alerts", "Segments"];
const actions = ["Opened the revenue report", "Ran a query", "Exported a table", "Changed a dashboard", "Signed in"];

/** Makes bodies of many users, each metric newer than the one its user had before. */
export class BulkBodies {
  readonly #start = Date.now() - 3_600_000;
  readonly #users: number;
  #made = 0;
  #metrics = 0;

  constructor(users = manyUsers) {
    this.#users = users;
  }

  /** The guide's shape with what travels beside it. */
  canonical(count: number): Buffer[] {
    return this.#make(count, (metrics) => ({ metrics, metas: metrics.map(toMeta) }));
  }

  /** The names of an own scraper, which leaves out what its screen does not show. */
  scraperShaped(count: number): Buffer[] {
    return this.#make(count, (metrics) => ({ metrics: metrics.map(toScraperShape) }));
  }

  /** Records of as many users. */
  records(count: number) {
    this.#made += 1;
    const at = this.#start + this.#made;
    return Array.from({ length: count }, () => ({ metric: this.#next(at), meta: toMeta() }));
  }

  #make(count: number, toBody: (metrics: Metric[]) => unknown): Buffer[] {
    return Array.from({ length: count }, () => {
      this.#made += 1;
      const at = this.#start + this.#made;
      const metrics = Array.from({ length: metricsInBody }, () => this.#next(at));
      return Buffer.from(JSON.stringify(toBody(metrics)));
    });
  }

  /**
   * All users come before one comes again, and not in the order of the pass before. Each half comes for itself, so that
   * nobody comes twice in a short time: of two bodies on their way at once the later may be the first to arrive.
   */
  #next(at: number): Metric {
    const pass = Math.floor(this.#metrics / this.#users);
    const half = this.#users / 2;
    const place = this.#metrics % this.#users;
    const start = place < half ? 0 : half;
    this.#metrics += 1;
    return toMetric({ user: start + (((place - start) * steps[pass % steps.length]! + pass) % half), pass, at });
  }
}

/** Primes, none of which divides half a number of users: steps of them go through all. */
const steps = [7_919, 3_571, 9_973, 1_289, 5_281];

type Metric = ReturnType<typeof toMetric>;

function toMetric({ user, pass, at }: { user: number; pass: number; at: number }) {
  const used = features.slice(user % 3, (user % 3) + 3);
  return {
    userId: `user-${user}`,
    userName: `Person Number ${user}`,
    email: `person.${user}@example.com`,
    company: companies[user % companies.length]!,
    timestamp: new Date(at).toISOString(),
    sessionDuration: (pass % 480) + 0.5,
    pageViews: pass + user,
    clickCount: pass * 3 + user,
    scrollDepth: user % 101,
    featuresUsed: used,
    activeFeature: used[0]!,
    featureTime: Object.fromEntries(used.map((feature, place) => [feature, place * 7 + (pass % 60)])),
    eventsTriggered: pass % 900,
    queriesRun: user % 40,
    reportsCreated: user % 7,
    dashboardsViewed: user % 12,
    isActive: user % 3 === 0,
    lastAction: actions[(pass + user) % actions.length]!,
    lastActionTime: new Date(at - (user % 120) * 1_000).toISOString(),
  };
}

/** A screen that shows no reports and no scroll depth, as most do not. */
function toMeta() {
  return {
    id: randomUUID(),
    source: "admin-users",
    missing: { scrollDepth: "no selector for this field", reportsCreated: "no selector for this field" },
    derived: ["activeFeature"],
  };
}

function toScraperShape(metric: Metric) {
  return {
    user_id: metric.userId,
    name: metric.userName,
    email: metric.email,
    company: metric.company,
    timestamp: metric.timestamp,
    session_time_minutes: String(metric.sessionDuration),
    pages_viewed: metric.pageViews,
    clicks: String(metric.clickCount),
    features_accessed: metric.featuresUsed,
    current_feature: metric.activeFeature,
    feature_time: metric.featureTime,
    is_currently_active: metric.isActive,
    last_action: metric.lastAction,
    last_action_timestamp: metric.lastActionTime,
  };
}
