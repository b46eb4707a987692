import { defineTrouble } from "../trouble.ts";

export const crash = defineTrouble({
  description: "The page's process dies once the page has loaded.",
  start: () => ({ script: { at: "end", body: script } }),
});

// An array longer than V8 can hold ends the process at once: lighter and surer than to use up its memory.
const script = `addEventListener("load", () => setTimeout(() => "a".repeat(2 ** 27 + 1).split("")));
`;
