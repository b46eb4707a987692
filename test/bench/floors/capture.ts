/** What a person would write by hand for this one page; runs in the page. */
export function readByHand() {
  const text = (row: Element, selector: string) => row.querySelector(selector)!.textContent;
  return Array.from(document.querySelectorAll("tr.user"), (row) => [
    row.getAttribute("data-id"),
    text(row, ".name"),
    text(row, ".mail"),
    text(row, ".company"),
    text(row, ".session"),
    text(row, ".views"),
    text(row, ".clicks"),
    text(row, ".scroll"),
    text(row, ".features"),
    text(row, ".status"),
    text(row, ".action"),
    row.querySelector("time")!.getAttribute("datetime"),
  ]);
}
