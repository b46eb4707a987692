import { z } from "zod";
import { defineTrouble } from "../trouble.ts";

export const selfReload = defineTrouble({
  description: "Each page reloads itself once, shortly after it loaded; self-reload:for-ever again and again.",
  argument: z.enum(["once", "for-ever"]).default("once"),
  start: (times) => ({ script: { at: "end", body: times === "once" ? once : `${reload}reload();\n` } }),
});

const reload = `function reload() {
  addEventListener("load", () => setTimeout(() => location.reload(), 200));
}

`;

const once = `${reload}const [{ type }] = performance.getEntriesByType("navigation");
if (type !== "reload") reload();
`;
