import type { LoadedConfig } from "../config/load.ts";
import { closest } from "../document/closest.ts";
import { ConfigError, UsageError } from "../errors.ts";

/** The targets named, each once; all of them where none is. Throws where there is no such target, or none at all. */
export function chooseTargets(names: readonly string[], { file, targets }: LoadedConfig): string[] {
  const known = Object.keys(targets);
  if (known.length === 0)
    throw new ConfigError(file === undefined ? "No config file was found here or above" : `${file} has no targets`, {
      code: "LM_CONFIG_MISSING",
      hint: "Write live-metrics.config.yaml (examples are in config/), or name one with --config.",
    });

  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return names.length === 0 ? known : [...new Set(names)];
  const meant = closest(unknown, known);
  throw new UsageError(`No target “${unknown}” in ${file}`, {
    code: "LM_TARGET_UNKNOWN",
    hint: meant === undefined ? `Targets there: ${known.join(", ")}` : `Did you mean “${meant}”?`,
  });
}
