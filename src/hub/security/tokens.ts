import { createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { ConfigError } from "../../errors.ts";
import type { HubOptions } from "../options.ts";
import { scopes, type Principal, type Scope } from "./principal.ts";

/** How far the clock of who signs may be from ours. */
const clockToleranceSeconds = 5;
/** The last time that a Date can hold. */
const endOfTimeMs = 8.64e15;

interface Verifier {
  key: KeyObject | Uint8Array;
  algorithms: string[];
}

type JwtOptions = Pick<HubOptions, "jwtSecret" | "jwtPublicKey" | "jwtAudience" | "jwtIssuer">;

/** Reads signed tokens (RFC 7519) of the one issuer that the options trust. */
export interface Tokens {
  /** Undefined when it is not signed by the issuer, is over or not yet begun, or is for somebody else. */
  verify(token: string, now: number): Promise<Principal | undefined>;
}

/** Undefined where the options name no issuer; throws a ConfigError where they name one badly. */
export function openTokens(options: JwtOptions): Tokens | undefined {
  const verifier = toVerifier(options);
  if (!verifier) return undefined;

  return {
    async verify(token, now) {
      const { jwtVerify } = await import("jose");
      try {
        const { payload } = await jwtVerify(token, verifier.key, {
          // One algorithm a key: a token may not choose how it is checked (RFC 8725, section 3.1).
          algorithms: verifier.algorithms,
          requiredClaims: ["exp"],
          clockTolerance: clockToleranceSeconds,
          currentDate: new Date(now),
          ...(options.jwtAudience === undefined ? {} : { audience: options.jwtAudience }),
          ...(options.jwtIssuer === undefined ? {} : { issuer: options.jwtIssuer }),
        });
        return {
          scopes: toScopes(payload["scope"]),
          name: `token of ${(payload.sub ?? "nobody named").slice(0, 64)}`,
          isAnonymous: false,
          // Seconds with a fraction are allowed (RFC 7519, section 2), and so is any number of them.
          expiresAt: Math.min(Math.floor(payload.exp! * 1_000), endOfTimeMs),
          keyId: undefined,
        };
      } catch {
        // Why it does not count is the business of who signed it, not of who shows it.
        return undefined;
      }
    },
  };
}

/** Words with spaces between, as OAuth writes them (RFC 8693, section 4.2); words that mean nothing here are left out. */
function toScopes(claim: unknown): Set<Scope> {
  const words = typeof claim === "string" ? claim.split(" ") : [];
  return new Set(scopes.filter((scope) => words.includes(scope)));
}

function toVerifier({ jwtSecret, jwtPublicKey }: JwtOptions): Verifier | undefined {
  if (jwtSecret !== undefined && jwtPublicKey !== undefined)
    throw new ConfigError("Tokens are signed either with a secret or with a private key, and both were given", {
      code: "LM_CONFIG_INVALID",
      hint: "Leave out jwtSecret or jwtPublicKey.",
    });
  if (jwtSecret !== undefined) return { key: new TextEncoder().encode(jwtSecret), algorithms: ["HS256"] };
  return jwtPublicKey === undefined ? undefined : readPublicKey(jwtPublicKey);
}

function readPublicKey(file: string): Verifier {
  try {
    const pem = readFileSync(file, "utf8");
    if (pem.includes("PRIVATE KEY")) throw new Error("it holds a private key, which has no business here");
    const key = createPublicKey(pem);
    return { key, algorithms: algorithmsOf(key) };
  } catch (cause) {
    throw new ConfigError(`The public key ${file} cannot be used: ${(cause as Error).message}`, {
      code: "LM_CONFIG_INVALID",
      hint: "Name a file with one public key in PEM form: RSA, P-256, P-384 or Ed25519.",
      cause,
    });
  }
}

function algorithmsOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string[] {
  const { namedCurve = "", modulusLength = 0 } = asymmetricKeyDetails ?? {};
  // Every token would be refused with it, and nothing would say why.
  if (asymmetricKeyType === "rsa" && modulusLength < 2_048)
    throw new Error(`an RSA key of ${modulusLength} bits is too short; it takes 2048`);
  const kind = `${asymmetricKeyType} ${namedCurve}`.trim();
  const algorithms = algorithmsByKind[kind];
  if (algorithms === undefined) throw new Error(`keys of the kind ${kind} are not known here`);
  return algorithms;
}

const algorithmsByKind: Readonly<Record<string, string[]>> = {
  rsa: ["RS256"],
  "ec prime256v1": ["ES256"],
  "ec secp384r1": ["ES384"],
  // One algorithm by its old name and its new one (RFC 9864).
  ed25519: ["EdDSA", "Ed25519"],
};
