import { defineTrouble } from "../trouble.ts";

export const posts = defineTrouble({
  description: "Each page POSTs a heartbeat to its own address, four times a second.",
  start: () => ({
    script: { at: "end", body: script },
    answer: ({ body, ...question }, next) =>
      question.method === "POST" && body === "heartbeat"
        ? { status: 204, type: "text/plain", body: "" }
        : next({ ...question, body }),
  }),
});

const script = `setInterval(() => void fetch(location.href, { method: "POST", body: "heartbeat" }), 250);
`;
