import { defineTrouble } from "../trouble.ts";

export const tampered = defineTrouble({
  description:
    "The page has replaced what scripts rely on: Array.prototype.map, querySelectorAll, JSON.parse, document.title.",
  start: () => ({ script: { at: "start", body: script } }),
});

const script = `Array.prototype.map = () => ["tampered"];
Array.from = () => [];
JSON.parse = () => ({ tampered: true });
JSON.stringify = () => "tampered";
Document.prototype.querySelectorAll = () => [];
Element.prototype.querySelectorAll = () => [];
Element.prototype.getAttribute = () => "tampered";
Object.defineProperty(Node.prototype, "textContent", { get: () => "tampered" });
Object.defineProperty(HTMLElement.prototype, "innerText", { get: () => "tampered" });
Object.defineProperty(document, "title", { get: () => "tampered" });
`;
