import { z } from "zod";
import { activityOptions } from "../activity/options.ts";
import { browserOptions } from "../browser/options.ts";
import { sinkOptions } from "../delivery/sinks/index.ts";
import { spoolOptions } from "../delivery/spool/options.ts";
import { positiveDuration } from "../duration.ts";
import { hubOptions } from "../hub/options.ts";
import { privacy } from "../site/privacy.ts";
import { site } from "../site/schema.ts";
import { siteFields } from "../site/site-fields.ts";
import { locale, timeZone } from "../site/tongue.ts";

const origin = z
  .url({ protocol: /^https?$/, error: "must be an origin such as https://sso.example.com" })
  .transform((text) => new URL(text).origin);

const target = z
  .strictObject({
    site: z
      .union([z.string().min(1), site])
      .meta({ description: "A selector file beside this one, the name of a bundled site, or the site itself" }),
    url: z
      .url({ protocol: /^https?$/, error: "must be an http:// or https:// address" })
      .meta({ description: "Base address of the app; the site's path is resolved against it" }),
    interval: positiveDuration
      .optional()
      .meta({ description: "From start to start, where it differs from the common interval" }),
    timeout: positiveDuration.prefault("30s").meta({ description: "How long one run may take before it is stopped" }),
    locale: locale.optional(),
    timeZone: timeZone.optional(),
    login: z
      .record(z.string(), z.string().min(1))
      .optional()
      .meta({ description: "What the site's login steps type, by name: { username: …, password: ${APP_PASSWORD} }" }),
    origins: z.array(origin).default([]).meta({ description: "Other origins that pages may go to, such as a sign-in" }),
    readOnly: z
      .boolean()
      .default(false)
      .meta({ description: "Refuse every request of the page that is not GET, HEAD or OPTIONS while it is read" }),
    allowPosts: z
      .array(z.string().min(1))
      .default([])
      .meta({ description: "Addresses of queries that are sent by POST, let through with readOnly: /graphql" }),
    block: z
      .boolean()
      .optional()
      .meta({ description: "Blocking of images, fonts, media and trackers, where it differs from browser.block" }),
    userIdPrefix: z
      .string()
      .default("")
      .meta({ description: "Put before every userId, where two apps count their users alike" }),
    sharesUsers: z
      .boolean()
      .default(false)
      .meta({ description: "Whether its userIds are those of other targets that say so: one person, one user" }),
    privacy: z
      .partialRecord(z.enum(siteFields), privacy)
      .default({})
      .meta({ description: "What becomes of personal data, by field; goes before what the site says" }),
  })
  .meta({ description: "A site at a URL to be watched" });

/** A config file: what to watch and where to send it. How this process behaves is a matter of flags. */
export const config = z
  .strictObject({
    $schema: z.string().optional().meta({ description: "Lets editors complete and check this file" }),
    targets: z
      .record(z.string().regex(/^[\w.-]+$/, "may have letters, digits, dot, dash and underscore"), target)
      .default({})
      .meta({ description: "What to watch, by name" }),
    interval: positiveDuration.prefault("30s").meta({
      description: "Time between runs, from start to start",
      flag: "--interval <duration>",
      env: "LIVE_METRICS_INTERVAL",
    }),
    sinks: z
      .array(sinkOptions)
      .optional()
      .meta({ description: "Where metrics go; stdout when there is none and no hub" }),
    activity: activityOptions
      .prefault({})
      .meta({ description: "What is worked out from run to run, beside what screens say" }),
    spool: spoolOptions.prefault({}).meta({ description: "What waits on disk for network sinks" }),
    browser: browserOptions.prefault({}).meta({ description: "The Chromium that reads the screens" }),
    hub: hubOptions.prefault({}).meta({ description: "The hub that --serve and serve run" }),
  })
  .meta({ id: "Config", description: "A live-metrics config file." });

export type Config = z.output<typeof config>;
export type ConfigInput = z.input<typeof config>;
export type TargetConfig = Config["targets"][string];

/** Types a config that is written as a program: `export default defineConfig({ … })`. */
export function defineConfig(input: ConfigInput): ConfigInput {
  return input;
}
