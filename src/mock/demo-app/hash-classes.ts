import { createHash } from "node:crypto";
import type { Answer } from "./exchange.ts";

/** Replaces each class name in a page or a style sheet by one made from it and the salt. */
export function hashClasses(answer: Answer, salt: string): Answer {
  const hash = (name: string) => `css-${createHash("sha256").update(`${salt} ${name}`).digest("hex").slice(0, 6)}`;

  if (answer.type === "text/html") {
    const rename = (_: string, names: string) => ` class="${names.split(" ").map(hash).join(" ")}"`;
    return { ...answer, body: answer.body.replaceAll(/ class="([^"]+)"/g, rename) };
  }
  if (answer.type === "text/css")
    return { ...answer, body: answer.body.replaceAll(/\.([a-z][\w-]*)/g, (_, name: string) => `.${hash(name)}`) };
  return answer;
}
