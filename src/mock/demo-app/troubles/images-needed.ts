import { isDocument } from "../exchange.ts";
import { html } from "../html.ts";
import { toPolicy } from "../policy.ts";
import { defineTrouble } from "../trouble.ts";

export const imagesNeeded = defineTrouble({
  description: "The rows of the users screen come once a picture has loaded; without it they never do.",
  start: () => ({
    script: { at: "end", body: script },
    list: (list, { isScreen }) =>
      isScreen ? html`<template>${list}</template><img src="/banner.svg" alt="" />` : list,
    async answer(question, next) {
      if (question.path === "/banner.svg") return { status: 200, type: "image/svg+xml", body: banner };

      const answer = await next(question);
      if (!isDocument(answer)) return answer;
      // Without the refresh the list would come after all.
      const body = answer.body.replace('<script src="/refresh.js"></script>', "");
      const policy = { "content-security-policy": toPolicy({ "img-src": "'self' data:" }) };
      return { ...answer, body, headers: { ...answer.headers, ...policy } };
    },
  }),
});

const banner = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><circle cx="4" cy="4" r="4"/></svg>`;

const script = `const template = document.querySelector("#list template");
const picture = document.querySelector("#list img");

async function reveal() {
  await picture.decode();
  template.replaceWith(template.content);
}

if (template) void reveal();
`;
