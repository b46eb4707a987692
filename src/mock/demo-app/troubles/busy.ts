import { defineTrouble } from "../trouble.ts";

export const busy = defineTrouble({
  description: "A script of the page loops for ever once the page has loaded.",
  start: () => ({ script: { at: "end", body: script } }),
});

const script = `addEventListener("load", () =>
  setTimeout(() => {
    for (;;);
  }),
);
`;
