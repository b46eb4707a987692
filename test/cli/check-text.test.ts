import { expect, test } from "vitest";
import { toCheckText } from "../../src/cli/check-text.ts";
import widthOf from "string-width";
import type { TargetCheck } from "../../src/scrape/inspect.ts";

const check: TargetCheck = {
  target: "wiki",
  verdict: "partial",
  sentence: "50 of 1284 rows read on https://wiki.example.com/users; the page itself counts 1284.",
  rows: 50,
  claimed: 1284,
  pages: 1,
  locale: "de-DE",
  timeZone: "Europe/Berlin",
  url: "https://wiki.example.com/users",
  title: "Active \u001b[31musers",
  status: 200,
  fields: [
    { field: "userId", seen: 50, rows: 50, ways: [{ source: ".id", won: 50 }], privacy: "keep", missing: [] },
    {
      field: "userName",
      seen: 50,
      rows: 50,
      ways: [
        { source: ".name", won: 48 },
        { source: ".login", won: 2 },
      ],
      privacy: "keep",
      missing: [],
    },
    {
      field: "email",
      seen: 0,
      rows: 50,
      ways: [{ source: ".mail", won: 0 }],
      privacy: "mask",
      missing: [
        { reason: ".mail matched nothing", rows: 49 },
        { reason: ".mail is empty", rows: 1 },
      ],
    },
    {
      field: "pageViews",
      seen: 49,
      rows: 50,
      ways: [{ source: ".views", won: 49 }],
      privacy: "keep",
      missing: [{ reason: "“soon” is not a number", rows: 1 }],
    },
  ],
  warnings: [
    { place: undefined, message: "email was found in none of 50 rows (.mail)" },
    { place: "fields.email", message: ".css-1x2y3z hangs on the class css-1x2y3z, which Emotion makes up" },
  ],
  hints: [],
};

test("a check is a head, a line a field, its warnings and its hints", () => {
  const hints = ["userName is kept as it is, since privacy says nothing of it: say keep, mask, hash or drop"];
  expect(toCheckText({ ...check, hints }, 120))
    .toBe(`wiki: partial. 50 of 1284 rows read on https://wiki.example.com/users; the page itself counts 1284.
  50 rows, 1284 claimed, 1 page, locale de-DE, time zone Europe/Berlin
  https://wiki.example.com/users (“Active \\u001b[31musers”, status 200)

  userId     50/50 100%
  userName   50/50 100%  first 48, second 2
  email       0/50   0%  privacy: mask; missing in 49 rows: .mail matched nothing
  pageViews  49/50  98%  missing in 1 row: “soon” is not a number

  ! email was found in none of 50 rows (.mail)
  ! fields.email: .css-1x2y3z hangs on the class css-1x2y3z, which Emotion makes up

  i userName is kept as it is, since privacy says nothing of it: say keep, mask, hash or drop
`);
});

test("on a narrow terminal the notes of a field stand under it", () => {
  expect(toCheckText(check, 40)).toBe(`wiki: partial. 50 of 1284 rows read on
  https://wiki.example.com/users; the
  page itself counts 1284.
  50 rows, 1284 claimed, 1 page, locale
  de-DE, time zone Europe/Berlin
  https://wiki.example.com/users
  (“Active \\u001b[31musers”, status 200)

  userId     50/50 100%
  userName   50/50 100%
    first 48, second 2
  email       0/50   0%
    privacy: mask; missing in 49 rows:
    .mail matched nothing
  pageViews  49/50  98%
    missing in 1 row: “soon” is not a
    number

  ! email was found in none of 50 rows
    (.mail)
  ! fields.email: .css-1x2y3z hangs on
    the class css-1x2y3z, which Emotion
    makes up
`);
});

test("no line is wider than the terminal, whatever the page says", () => {
  const long = "用户".repeat(60);
  const hostile = {
    ...check,
    sentence: long,
    title: "👩‍🔬".repeat(50),
    url: `https://wiki.example.com/${"a".repeat(400)}`,
  };
  for (const width of [40, 60, 80])
    expect(
      Math.max(
        ...toCheckText(hostile, width)
          .split("\n")
          .map((line) => widthOf(line)),
      ),
    ).toBeLessThanOrEqual(width);
});

test("what is in nearly all or hardly any rows is neither 100% nor 0%", () => {
  const fields = [
    { ...check.fields[0]!, seen: 999, rows: 1000 },
    { ...check.fields[0]!, seen: 1, rows: 1000 },
  ];
  expect(toCheckText({ ...check, fields, warnings: [] }, 80)).toMatch(/ 999\/1000  99%\n +userId +1\/1000   1%\n/);
});

test("a target whose page never came has no table", () => {
  const away: TargetCheck = {
    ...check,
    verdict: "unreachable",
    sentence: "Cannot open https://wiki.example.com/users: connection refused.",
    rows: 0,
    claimed: undefined,
    pages: 0,
    title: undefined,
    status: undefined,
    fields: [],
    warnings: [],
  };
  expect(toCheckText(away, 80)).toBe(`wiki: unreachable. Cannot open https://wiki.example.com/users: connection
  refused.
  0 rows, no total claimed, 0 pages, locale de-DE, time zone Europe/Berlin
  https://wiki.example.com/users (no title)
`);
});
