import { ConfigError } from "../../errors.ts";
import type { HubOptions } from "../options.ts";
import type { CredentialStore } from "../store/store.ts";
import { asksForKey } from "./mode.ts";

/** A hub that others can reach does not start while nobody could come in but everybody. Throws LM_KEY_REQUIRED. */
export async function requireKey(options: HubOptions, credentials: CredentialStore): Promise<void> {
  if (!asksForKey(options) || options.jwtSecret !== undefined || options.jwtPublicKey !== undefined) return;
  const keys = await credentials.listKeys();
  if (keys.some(({ revokedAt }) => revokedAt === undefined)) return;

  const reach = options.publicUrl === undefined ? `On ${options.host}` : `As ${options.publicUrl}`;
  throw new ConfigError(`${reach} others can reach the hub, and there is no key yet`, {
    code: "LM_KEY_REQUIRED",
    hint: "Make one, with the same --config and --state-dir: live-metrics keys create",
  });
}
