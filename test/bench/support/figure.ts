/** One line of the benchmark's output. */
export interface Figure {
  figure: string;
  unit: string;
  ours: number;
  /** The plainest program for the same job, or the named peer; a size has none. */
  floor?: number;
  ratio?: number;
  aim: Aim;
  ok: boolean;
  details?: Record<string, unknown>;
}

export type Aim = `<=${number}` | `>=${number}`;

export function meets(value: number, aim: Aim): boolean {
  const limit = Number(aim.slice(2));
  return aim.startsWith("<=") ? value <= limit : value >= limit;
}

/** Cuts the digits that the next run would not repeat. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}

/** A JSON line for programs on standard output, a line for people on standard error. */
export function report(figure: Figure): void {
  process.stdout.write(`${JSON.stringify(figure)}\n`);
  process.stderr.write(`${toTableRow(figure)}\n`);
}

function toTableRow({ figure, unit, ours, floor, ratio, aim, ok }: Figure): string {
  const cells = [
    figure.padEnd(26),
    `${ours} ${unit}`.padStart(16),
    floor === undefined ? "".padStart(16) : `${floor} ${unit}`.padStart(16),
    ratio === undefined ? "".padStart(8) : `${ratio}×`.padStart(8),
    `  aim ${aim}`.padEnd(14),
    ok ? "ok" : "MISSED",
  ];
  return cells.join("");
}
