import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const docs = readdirSync(resolve(root, "docs"), { recursive: true, encoding: "utf8" });
const pages = ["README.md", ...docs.filter((file) => file.endsWith(".md")).map((file) => `docs/${file}`)];

/** As GitHub makes them of headings. */
function anchorsOf(markdown: string): string[] {
  const headings = withoutFences(markdown).matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\- ]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function withoutFences(markdown: string): string {
  return markdown.replaceAll(/^```[^]*?^```$/gm, "");
}

test.each(pages)("the links of %s lead somewhere", async (page) => {
  const markdown = await readFile(resolve(root, page), "utf8");
  const astray: string[] = [];
  for (const [, link = ""] of withoutFences(markdown).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^https?:/.test(link)) continue;
    const [path = "", anchor] = link.split("#");
    const file = path === "" ? resolve(root, page) : resolve(root, dirname(page), path);
    const isThere = existsSync(file) && !relative(root, file).startsWith("..");
    const hasAnchor = anchor === undefined || (isThere && anchorsOf(await readFile(file, "utf8")).includes(anchor));
    if (!isThere || !hasAnchor) astray.push(link);
  }
  expect(astray).toEqual([]);
});
