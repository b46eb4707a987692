import { defineTrouble } from "../trouble.ts";

export const crash = defineTrouble({
  description: "The page's process dies while the page loads.",
  start: () => ({ script: { at: "start", body: script } }),
});

// An array longer than V8 can hold ends the process at once: lighter and surer than to use up its memory. Before the
// rows are there, so that nobody is quick enough to read them.
const script = `"a".repeat(2 ** 27 + 1).split("");
`;
