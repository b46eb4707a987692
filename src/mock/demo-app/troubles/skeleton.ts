import { setTimeout as delay } from "node:timers/promises";
import { skeletonList } from "../placeholders.ts";
import { defineTrouble, wholeNumber } from "../trouble.ts";

export const skeleton = defineTrouble({
  description: "The users screen has placeholder rows first, and real ones after 1000 ms; skeleton:3000 for 3000.",
  argument: wholeNumber(1_000),
  start: (ms) => ({
    script: { at: "end", body: fillScript },
    list: (list, { users, isScreen }) => (isScreen ? skeletonList(users) : list),
    async answer(question, next) {
      if (question.path === "/users/rows") await delay(ms, undefined, { ref: false });
      return await next(question);
    },
  }),
});

const fillScript = `const rows = new URL("../users/rows", document.currentScript.src);
const list = document.querySelector("#list");

async function fill() {
  const answer = await fetch(rows);
  if (answer.ok) list.innerHTML = await answer.text();
}

if (list) void fill();
`;
