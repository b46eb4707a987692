import { z } from "zod";
import { closest } from "../document/closest.ts";

/** The roles of WAI-ARIA 1.2 that elements can have, those of its modules for books and drawings, and browsers' own. */
const roles = new Set(
  (
    "alert alertdialog application article banner blockquote button caption cell checkbox code columnheader combobox " +
    "comment complementary contentinfo definition deletion dialog directory document emphasis feed figure form generic " +
    "grid gridcell group heading image img insertion link list listbox listitem log main mark marquee math menu menubar " +
    "menuitem menuitemcheckbox menuitemradio meter navigation none note option paragraph presentation progressbar radio " +
    "radiogroup region row rowgroup rowheader scrollbar search searchbox separator slider spinbutton status strong " +
    "subscript suggestion superscript switch tab table tablist tabpanel term textbox time timer toolbar tooltip tree " +
    "treegrid treeitem " +
    "doc-abstract doc-acknowledgments doc-afterword doc-appendix doc-backlink doc-biblioentry doc-bibliography " +
    "doc-biblioref doc-chapter doc-colophon doc-conclusion doc-cover doc-credit doc-credits doc-dedication doc-endnote " +
    "doc-endnotes doc-epigraph doc-epilogue doc-errata doc-example doc-footnote doc-foreword doc-glossary doc-glossref " +
    "doc-index doc-introduction doc-noteref doc-notice doc-pagebreak doc-pagefooter doc-pageheader doc-pagelist doc-part " +
    "doc-preface doc-prologue doc-pullquote doc-qna doc-subtitle doc-tip doc-toc " +
    "graphics-document graphics-object graphics-symbol"
  ).split(" "),
);

/** Of two names of one role, the one by which browsers call it. */
const synonyms: Readonly<Record<string, string>> = { img: "image", presentation: "none" };

/** A role as browsers compute it; one that there is not would match nothing for ever. */
export const role = z
  .string()
  .superRefine((name, context) => {
    if (roles.has(name)) return;
    const meant = closest(name, [...roles]);
    const message = `is no ARIA role${meant === undefined ? "; such are button, link, row, cell" : `; did you mean "${meant}"?`}`;
    context.addIssue({ code: "custom", message });
  })
  .transform((name) => synonyms[name] ?? name);
