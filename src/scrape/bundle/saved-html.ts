import type { Masker } from "./masker.ts";
import type { SavedDocument, SavedElement, SavedNode } from "./snapshot-in-page.ts";

/** Opened in any browser, the file runs nothing and asks nobody for anything. */
const safety = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`;

/** A saved document as HTML that reads again to the same document, as the masker lets it through. Pure. */
export function toSavedHtml(saved: SavedDocument, masker: Masker): string {
  return `${toHtml(saved, { masker, isOutermost: true })}\n`;
}

function toHtml({ doctype, root }: SavedDocument, place: Pick<Place, "masker" | "isOutermost">): string {
  return `${writeDoctype(doctype, place.masker)}${writeElement(root, { ...place, isKept: false, isForeign: false })}`;
}

/** An identifier in it may be any text; those of the W3C say how the page is laid out. */
function writeDoctype(doctype: string | undefined, { isMasking }: Masker): string {
  if (doctype === undefined) return "";
  return isMasking && !/^<!doctype html( PUBLIC "-\/\/W3C\/\/[\w ./]+")?>$/i.test(doctype)
    ? "<!doctype html>"
    : doctype;
}

interface Place {
  masker: Masker;
  /** Whether an element around it may stand there with its whole text. */
  isKept: boolean;
  /** Whether it is part of a drawing or a formula. */
  isForeign: boolean;
  /** Whether it is part of the page itself, not of a frame in it. */
  isOutermost: boolean;
}

const voids = new Set("area base br col embed hr img input link meta param source track wbr".split(" "));
/** Their content says nothing to a reader of data, or would be read as something else. Their place is what counts. */
const hollow = new Set("script noscript object embed noframes noembed xmp plaintext".split(" "));
const attributeName = /^[^\s"'<>/=\u0000-\u001f]+$/; // oxlint-disable-line no-control-regex

function writeElement(element: SavedElement, place: Place): string {
  const { masker } = place;
  const { tag } = element;
  const open = `<${tag}${writeAttributes(element, masker)}>`;
  if (voids.has(tag) && !place.isForeign) return open;
  return `${open}${writeContent(element, place)}</${tag}>`;
}

function writeContent(element: SavedElement, { masker, isKept, isForeign, isOutermost }: Place): string {
  const { tag, children, shadow, frame } = element;
  if (tag === "iframe") return "";
  const text = textOf(element);
  const json = masker.json(rawText(element));
  if (json !== undefined) return tag === "script" ? json.replaceAll("</", "<\\/") : escapeText(json);
  if (hollow.has(tag)) return "";
  if (tag === "style") return masker.isMasking ? "" : rawText(element).replaceAll("</", "<\\/");
  if (tag === "template" && masker.isMasking) return "";
  if (frame) return "";

  const inner: Place = {
    masker,
    isKept: isKept || (text.trim() !== "" && masker.keepsWhole(text)),
    isForeign: isForeign || tag === "svg" || tag === "math",
    isOutermost,
  };
  const below = shadow
    ? `<template shadowrootmode="open">${writeNodes(shadow, { ...inner, isKept: false })}</template>`
    : "";
  if (tag === "head" && isOutermost) return `${safety}${writeNodes(children, inner)}`;
  // The parser drops a line break at the beginning of these.
  const start = /^(pre|textarea|listing)$/.test(tag) && rawText(element).startsWith("\n") ? "\n" : "";
  return `${start}${below}${writeNodes(children, inner)}`;
}

function writeNodes(nodes: readonly SavedNode[], place: Place): string {
  return nodes.map((node) => writeNode(node, place)).join("");
}

function writeNode(node: SavedNode, place: Place): string {
  const { masker, isKept } = place;
  if (typeof node === "string") return escapeText(isKept || masker.keepsWhole(node) ? node : masker.text(node));
  if ("comment" in node) return masker.isMasking || /-->|--!>|^-?>/.test(node.comment) ? "" : `<!--${node.comment}-->`;
  // What is not part of the text around it is not kept with it.
  return writeElement(node, isSilent(node) ? { ...place, isKept: false } : place);
}

function writeAttributes(element: SavedElement, masker: Masker): string {
  const { attributes, frame, turns } = element;
  const written = attributes.flatMap(([name, value]) => {
    if (!attributeName.test(name) || isActive(element, name)) return [];
    const shown = masker.attribute(element, name, value);
    return shown === undefined ? [] : [[name, shown] as const];
  });
  const all = new Map(written);
  if (turns) {
    const style = all.get("style");
    const visibility = `visibility: ${turns === "seen" ? "visible" : "hidden"}`;
    all.set("style", style ? `${style}; ${visibility}` : visibility);
  }
  if (frame) all.set("srcdoc", toHtml(frame, { masker, isOutermost: false }));
  return [...all].map(([name, value]) => ` ${name}${value === "" ? "" : `="${escapeAttribute(value)}"`}`).join("");
}

/** What would make a saved page do something: run, go elsewhere, or ask for anything at once. */
function isActive({ tag, attributes }: SavedElement, name: string): boolean {
  if (/^on/i.test(name) || name === "shadowrootmode" || name === "autofocus" || name === "ping") return true;
  if (tag === "script" || tag === "iframe") return /^(src|srcdoc|sandbox|loading|integrity|nonce)$/.test(name);
  if (tag === "meta")
    return (
      /^(charset|http-equiv)$/.test(name) || (name === "content" && attributes.some(([key]) => key === "http-equiv"))
    );
  if (tag === "link") return name === "href";
  return /^(data|src)$/.test(name) && (tag === "object" || tag === "embed");
}

const silent = new Set(["script", "style", "noscript", "template"]);

function isSilent({ tag, attributes }: SavedElement): boolean {
  return silent.has(tag) || attributes.some(([name]) => name === "hidden");
}

/** The text of an element as the page's own code reads it, but for spaces. */
function textOf(element: SavedElement): string {
  const known = texts.get(element);
  if (known !== undefined) return known;
  const text = element.children
    .map((child) => {
      if (typeof child === "string") return child;
      return "comment" in child || isSilent(child) ? "" : textOf(child);
    })
    .join("");
  texts.set(element, text);
  return text;
}

const texts = new WeakMap<SavedElement, string>();

function rawText({ children }: SavedElement): string {
  return children.map((child) => (typeof child === "string" ? child : "tag" in child ? rawText(child) : "")).join("");
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
}
