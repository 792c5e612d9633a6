/** Stands in for csv-parse in lrsweep/schedulers, which reads no files. */
export function parse(): never {
  throw new Error("lrsweep/schedulers reads no CSV files");
}

/** Never thrown. */
export class CsvError extends Error {}
