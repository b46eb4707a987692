import { z } from "zod";

const storageEntries = z.array(z.tuple([z.string(), z.string()]));

const indexSchema = z.strictObject({
  name: z.string(),
  keyPath: z.union([z.string(), z.array(z.string())]),
  unique: z.boolean(),
  multiEntry: z.boolean(),
});

const storeSchema = z.strictObject({
  name: z.string(),
  keyPath: z.union([z.string(), z.array(z.string()), z.null()]),
  autoIncrement: z.boolean(),
  indexes: z.array(indexSchema),
  /** What JSON does not know is an object with `$`, as `session-in-page.ts` writes it. */
  records: z.array(z.strictObject({ key: z.json(), value: z.json() })),
});

const databaseSchema = z.strictObject({ name: z.string(), version: z.number(), stores: z.array(storeSchema) });

/** What one origin keeps in the browser. */
export const originStorage = z.strictObject({
  localStorage: storageEntries,
  sessionStorage: storageEntries,
  databases: z.array(databaseSchema),
  /** Records of databases that hold what cannot be written down, such as a file or a key of the browser. */
  skipped: z.int(),
});

export type OriginStorage = z.infer<typeof originStorage>;

const cookie = z.strictObject({
  name: z.string(),
  value: z.string(),
  /** With a dot in front where subdomains have it too. */
  domain: z.string(),
  path: z.string(),
  /** Seconds since 1970; without it the cookie ends with the browser. */
  expires: z.number().optional(),
  httpOnly: z.boolean(),
  secure: z.boolean(),
  sameSite: z.enum(["Strict", "Lax", "None"]).optional(),
  priority: z.enum(["Low", "Medium", "High"]).optional(),
  sourceScheme: z.enum(["Unset", "NonSecure", "Secure"]).optional(),
  sourcePort: z.int().optional(),
  partitionKey: z.strictObject({ topLevelSite: z.string(), hasCrossSiteAncestor: z.boolean() }).optional(),
});

/** A login as a browser remembers it, to be kept secret. */
export const sessionState = z.strictObject({
  version: z.literal(1),
  cookies: z.array(cookie),
  origins: z.array(originStorage.extend({ origin: z.string() })),
});

export type SessionState = z.infer<typeof sessionState>;
