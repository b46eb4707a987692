import type { Parcel } from "../parcel.ts";

export interface FormatOptions {
  /** Write what is known about a metric too. */
  provenance: boolean;
  /** Columns of the terminal. */
  width: number;
}

/** How metrics are written for who reads standard output: whole lines, each with its end. */
export interface Format {
  /** Whether events can be written between metrics. */
  takesEvents: boolean;
  /** Comes before the first line. */
  head(options: FormatOptions): string;
  line(parcel: Parcel, options: FormatOptions): string;
}

export function defineFormat(format: Format): Format {
  return format;
}
