import type { Dom } from "./dom.ts";
import type { Text } from "./text.ts";

interface Column {
  /** Place among the headers, from 0. */
  place: number;
  /** What an ARIA header says of its place in the whole table, of which only a part may be there. */
  index: string | null;
}

interface Table {
  columns: Map<string, Column[]>;
  /** As the headers show them; only of what is a header for sure, and no cell of a user's row. */
  names: string[];
  /** How many columns the headers stand over. */
  width: number;
  /** The cells of each row by column; a cell that spans columns or rows stands in each of them. */
  lines: Map<Element, Element[]>;
}

/** Finds the cell of a row by the text of its column's header; one that cannot be told for sure is a fault, no guess. */
export function createTables(dom: Dom, { tidy, nameOf }: Text) {
  const { queryAll, closest, getAttribute, localName } = dom;
  const holders = "table, [role=table], [role=grid], [role=treegrid]";
  const tables = new Map<Element, Table>();
  const absent = new Set<string>();

  const cellOf = (row: Element, header: string): Element | { fault: string } | null => {
    const holder = closest(row, holders);
    if (holder === null) return { fault: "stands in no table" };
    const isHtml = localName(row) === "tr";
    const table = tables.get(holder) ?? (isHtml ? readHtml(holder) : readAria(holder));
    tables.set(holder, table);

    const [column, ...others] = table.columns.get(toName(header)) ?? [];
    if (column === undefined) {
      absent.add(header);
      return null;
    }
    if (others.length > 0) return { fault: `stands over ${others.length + 1} columns` };

    const cells = isHtml ? (table.lines.get(row) ?? []) : ariaCells(row, holder);
    const isNumbered = !isHtml && column.index !== null && cells.some((cell) => getAttribute(cell, "aria-colindex"));
    if (isNumbered) return cells.find((cell) => getAttribute(cell, "aria-colindex") === column.index) ?? null;
    if (cells.length === table.width) return ownCell(cells, column.place);
    if (cells.length === 0 && isHeaderRow(row, table))
      return { fault: "is not below its header: this looks like the header row; name “rows” a selector without it" };
    const [has, under] = [counted(cells.length, "cell"), counted(table.width, "header")];
    return { fault: `cannot be told apart: the row has ${has} under ${under}` };
  };

  const isHeaderRow = (row: Element, { lines }: Table): boolean =>
    localName(row) === "tr" ? !lines.has(row) : dom.queryElement(row, "[role=columnheader]") !== null;

  const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

  /** A cell over all columns says something about the table, not about one of them. */
  const ownCell = (cells: readonly Element[], place: number): Element | { fault: string } => {
    const isWhole = cells.length > 1 && cells.every((cell) => cell === cells[0]);
    return isWhole ? { fault: "is not there: one cell stands across the table" } : cells[place]!;
  };

  /** A header's words, without arrows and the like that show how the table is sorted. */
  const toName = (text: string): string => tidy(text.toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}%#().,/ _-]/gu, " "));

  const addColumn = (columns: Table["columns"], name: string, column: Column): void => {
    const key = toName(name);
    columns.set(key, [...(columns.get(key) ?? []), column]);
  };

  /** The columns that were asked for in vain, and the headers that are there. */
  const findAbsent = (): { absent: string[]; headers: string[] } => {
    const names = [...tables.values()].flatMap((table) => table.names).filter((name) => name !== "");
    return { absent: [...absent], headers: absent.size > 0 ? [...new Set(names)].slice(0, 30) : [] };
  };

  const readHtml = (table: Element): Table => {
    const rows = [...queryAll(table, "tr")].filter((row) => closest(row, "table") === table);
    const inHead = rows.filter((row) => closest(row, "thead, table") !== table);
    const head = new Set(inHead.length > 0 ? inHead : rows.slice(0, 1));
    const headLines = [...layOut([...head]).values()];
    const columns: Table["columns"] = new Map();
    const seen = new Set<Element>();
    for (const line of headLines)
      for (const [place, cell] of line.entries()) {
        // A header over several columns names none of them; one over several rows is met again in each.
        if (!seen.has(cell) && spanOf(cell, "colspan") === 1) addColumn(columns, nameOf(cell), { place, index: null });
        seen.add(cell);
      }
    const width = Math.max(0, ...headLines.map((line) => line.length));
    const isSure = inHead.length > 0 || [...seen].every((cell) => localName(cell) === "th");
    return {
      columns,
      names: isSure ? [...seen].map(nameOf) : [],
      width,
      lines: layOut(rows.filter((row) => !head.has(row))),
    };
  };

  /** How many columns or rows a cell takes; rowspan 0 is all to the end of its group. */
  const spanOf = (cell: Element, name: "colspan" | "rowspan"): number => {
    const span = Math.trunc(Number(getAttribute(cell, name) ?? 1));
    if (name === "rowspan" && span === 0) return Infinity;
    return span >= 1 && span <= 1_000 ? span : 1;
  };

  const layOut = (rows: readonly Element[]): Table["lines"] => {
    const lines: Table["lines"] = new Map();
    let group: Node | null = null;
    /** By column: the cell that reaches down from above, and for how many rows more. */
    let reaching: ({ cell: Element; rows: number } | undefined)[] = [];
    for (const row of rows) {
      // No cell reaches out of its <thead> or <tbody>.
      if (dom.parentNode(row) !== group) reaching = [];
      group = dom.parentNode(row);

      const line: Element[] = [];
      const below: typeof reaching = [];
      const takeReaching = (): void => {
        for (let held = reaching[line.length]; held && held.rows > 0; held = reaching[line.length]) {
          below[line.length] = { cell: held.cell, rows: held.rows - 1 };
          line.push(held.cell);
        }
      };
      for (let cell = dom.firstElement(row); cell !== null; cell = dom.nextElement(cell)) {
        takeReaching();
        const rowsBelow = spanOf(cell, "rowspan") - 1;
        for (let columns = spanOf(cell, "colspan"); columns > 0; columns -= 1) {
          below[line.length] = { cell, rows: rowsBelow };
          line.push(cell);
        }
      }
      takeReaching();
      lines.set(row, line);
      reaching = below;
    }
    return lines;
  };

  const readAria = (holder: Element): Table => {
    const headers = [...queryAll(holder, "[role=columnheader]")].filter(
      (header) => closest(header, holders) === holder,
    );
    const columns: Table["columns"] = new Map();
    const names = headers.map(nameOf);
    for (const [place, header] of headers.entries())
      addColumn(columns, names[place]!, { place, index: getAttribute(header, "aria-colindex") });
    return { columns, names, width: headers.length, lines: new Map() };
  };

  const ariaCells = (row: Element, holder: Element): Element[] =>
    [...queryAll(row, "[role=gridcell], [role=cell], [role=rowheader]")].filter(
      (cell) => closest(cell, holders) === holder,
    );

  return { cellOf, findAbsent };
}

export type Tables = ReturnType<typeof createTables>;
