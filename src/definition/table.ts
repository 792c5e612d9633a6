import { CsvError, type InfoRecord, parse } from "csv-parse/sync";
import { Misfit } from "./part.ts";

/** A line of a CSV file that holds a row. */
export interface Row {
  /** In the file, from 1: where the row begins. */
  readonly line: number;
  /** One for each name. */
  readonly cells: readonly string[];
}

/** A CSV file: its header and its rows, all still text. */
export interface Table {
  /** As the user wrote it; for messages. */
  readonly file: string;
  readonly names: readonly string[];
  readonly rows: readonly Row[];
}

const OPTIONS = {
  info: true,
  relax_column_count: true,
  skip_empty_lines: true,
  trim: true,
  record_delimiter: ["\r\n", "\n", "\r"],
};

function decoded(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Misfit("path", `${file} is not UTF-8 text`, 'save it as "CSV UTF-8"');
  }
}

function records(bytes: Uint8Array, file: string): Row[] {
  try {
    const found = parse(decoded(bytes, file), OPTIONS) as unknown as { record: string[]; info: InfoRecord }[];
    return found.map(({ record, info }) => {
      const breaks = record.join("").split(/\r\n|\r|\n/).length - 1;
      return { line: info.lines - breaks, cells: record };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Misfit(
      "path",
      `${file}:${error.lines}: ${error.message}`,
      "quote the whole field, and double quotes in it",
    );
  }
}

function checkHeader({ line, cells }: Row, file: string): void {
  if (cells.length === 1 && /[;\t]/.test(cells[0] as string)) {
    throw new Misfit("path", `${file}:${line}: one column, "${cells[0]}"`, "save it separated by commas");
  }
  cells.forEach((name, index) => {
    if (name === "")
      throw new Misfit("path", `${file}:${line}: column ${index + 1} has no name`, "name it in the file");
    if (cells.indexOf(name) === index) return;
    throw new Misfit("path", `${file}:${line}: two columns are called "${name}"`, "rename one of them in the file");
  });
}

/**
 * Reads a CSV file with a header, as spreadsheets write them (RFC 4180; any line ends, with or without a BOM).
 * @param file how the user named it
 * @throws Misfit("path", …) with the line, when the file is not such a table
 */
export function readTable(bytes: Uint8Array, file: string): Table {
  const [header, ...rows] = records(bytes, file);
  if (header === undefined) throw new Misfit("path", `${file} is empty`, "a header and at least 2 rows");
  checkHeader(header, file);
  const width = header.cells.length;
  for (const { line, cells } of rows) {
    if (cells.length === width) continue;
    const fields = cells.length === 1 ? "1 field" : `${cells.length} fields`;
    throw new Misfit("path", `${file}:${line}: ${fields}, the header has ${width}`, "one field for each column");
  }
  return { file, names: header.cells, rows };
}
