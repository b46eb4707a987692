import { defineTrouble } from "../trouble.ts";

export const dialogs = defineTrouble({
  description: "Each page opens an alert and a confirm once loaded, and asks before one leaves it.",
  start: () => ({ script: { at: "end", body: script } }),
});

const script = `addEventListener("load", () => {
  alert("Your trial ends in 3 days.");
  document.documentElement.dataset.confirmed = confirm("Stay signed in?");
});
addEventListener("beforeunload", (event) => event.preventDefault());
`;
