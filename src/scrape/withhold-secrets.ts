import { toPlainText } from "../plain-text.ts";
import { isUsername, type Secrets } from "./logins.ts";
import type { Verdict } from "./verdict.ts";

/** A value as short as this stands in many a text by chance, and hiding it there would tell where it does. */
const shortestSecret = 4;

/** A verdict as it may be told: some apps put what was typed into their addresses, titles and messages. */
export function withholdSecrets(verdict: Verdict, secrets: Secrets = {}): Verdict {
  const hidden = Object.entries(secrets)
    .filter(([name, value]) => !isUsername(name) && value.length >= shortestSecret)
    .flatMap(([, value]) => spellingsOf(value));
  const clean = (text: string): string =>
    toPlainText(hidden.reduce((rest, value) => rest.replaceAll(value, "•••"), text));

  const { name, sentence, evidence, warnings } = verdict;
  const { url, title } = evidence;
  return {
    name,
    sentence: clean(sentence),
    evidence: { ...evidence, url: clean(url), title: title === undefined ? undefined : clean(title) },
    warnings: warnings.map(clean),
  };
}

/** As it is, as addresses and forms write it, and as an address writes another address that holds it. */
function spellingsOf(value: string): string[] {
  const once = [value, encodeURIComponent(value), new URLSearchParams({ "": value }).toString().slice(1)];
  return [...new Set([...once, ...once.map(encodeURIComponent)])];
}
