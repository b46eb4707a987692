import type { EvidenceFile } from "./bundle.ts";

/** What a colleague who is sent a bundle wants to know first. */
export function readme({ target, verdict, sentence, endedAt, masked }: EvidenceFile, hasPage: boolean): string {
  return `${[
    `A run of “${target}” by live-metrics ended with the verdict ${verdict} at ${endedAt}.`,
    sentence,
    "",
    "What is here:",
    "  evidence.json    the verdict, what it rests on, and how well each field was read",
    "  target.json      what was to be read, without secrets; its site with all defaults",
    "  readings.json    the raw text of all pages of the list",
    "  responses.json   JSON that came beside the pages",
    ...(hasPage
      ? ["  page.html        the last page, without its scripts; it opens in any browser and asks nobody"]
      : []),
    ...(masked ? [] : ["  screenshot.png   how it looked", "  console.txt      what it wrote to its console"]),
    "Not every bundle has all of them.",
    "",
    "To read it again, without the app and without a network:",
    "  live-metrics replay <this folder>",
    "  live-metrics replay <this folder> --site <edited selector file>",
    "To make a test of it:",
    "  live-metrics replay <this folder> --save-case <folder>",
    "",
    ...(masked ? maskedNotes : openNotes),
  ].join("\n")}\n`;
}

const maskedNotes = [
  "Text is masked: the site has fields that are not kept as they are. Letters are x and digits 0, in the page, its",
  "attributes, its JSON and its addresses, but for what selectors ask for, wording of login, block and error pages, the",
  "page's own total, and fields that are kept. Fields with a policy stand here as the policy lets them through. There is",
  "no screenshot, no console, and no text of scripts, comments and styles.",
];

const openNotes = [
  "Nothing is masked but passwords, tokens in addresses and in hidden form fields: all fields of the site are kept as",
  "they are. Look through it before you send it to somebody who may not see the page. With a privacy policy at any field,",
  "bundles are masked.",
];
