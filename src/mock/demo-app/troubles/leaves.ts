import { defineTrouble } from "../trouble.ts";

export const leaves = defineTrouble({
  description: "A click on a row deactivates its user, and soon after loading the page leaves for another site.",
  start: () => ({ script: { at: "end", body: script } }),
});

const script = `document.addEventListener("click", ({ target }) => {
  target.closest("tr[data-user-id]")?.querySelector("form")?.submit();
});
addEventListener("load", () => setTimeout(() => location.assign("https://elsewhere.example.com/"), 500));
`;
