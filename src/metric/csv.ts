/** A value as one cell; a list or a record has its items between semicolons. */
export function toCsvCell(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join("; ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name}: ${String(inner)}`)
    .join("; ");
}

/** A line as RFC 4180 has it, in which no cell is a formula to a spreadsheet. */
export function toCsvRow(cells: readonly string[]): string {
  return `${cells.map((cell) => quote(inert(cell))).join(",")}\r\n`;
}

/** A spreadsheet takes what begins like this for a formula, and would run it. See OWASP, “CSV Injection”. */
function inert(cell: string): string {
  return /^\s*[=+\-@\t\r\n|＝＋－＠]/.test(cell) ? `'${cell}` : cell;
}

function quote(cell: string): string {
  return /[",;\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
