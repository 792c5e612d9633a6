import { CsvError, type InfoRecord, parse } from "csv-parse/sync";
import { Misfit, placeOf } from "../contracts/part.ts";
import { oneOf } from "../issues/suggest.ts";
import { itemAt } from "../numbers/item-at.ts";
import { checkTextLength, shortened } from "./text.ts";

/** A CSV file: its header and its rows, all still text. */
export interface Table {
  /** As the user wrote it; for messages. */
  readonly file: string;
  readonly names: readonly string[];
  /** The place of each name. */
  readonly places: ReadonlyMap<string, number>;
  /** [rows, names] */
  readonly rows: readonly (readonly string[])[];
  /** Where a row, from 0, begins in the file: a line, from 1. For messages: it reads the file once more. */
  lineOf(row: number): number;
}

/** Characters of csv-parse's reason, which may quote a whole field. */
const LONGEST_REASON = 200;

const OPTIONS = {
  relax_column_count: true,
  trim: true,
  record_delimiter: ["\r\n", "\n", "\r"],
  // Characters. Without a bound, a quote that is never closed makes one record of the whole file.
  max_record_size: 1 << 25,
};

function decoded(bytes: Uint8Array, file: string): string {
  checkTextLength(bytes, file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Misfit("path", `${file} is not UTF-8 text`, 'save it as "CSV UTF-8"');
  }
}

function records(text: string, file: string): string[][] {
  try {
    return parse(text, OPTIONS);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (error.code === "CSV_MAX_RECORD_SIZE") {
      const message = `${file}:${error.lines}: this line has more than ${OPTIONS.max_record_size} characters`;
      throw new Misfit("path", message, "a line for each row, and a quote at both ends of a quoted field");
    }
    const remedy = "quote the whole field, and double quotes in it";
    throw new Misfit("path", `${file}:${error.lines}: ${shortened(error.message, LONGEST_REASON)}`, remedy);
  }
}

const isBlank = (cells: readonly string[]) => cells.length === 1 && cells[0] === "";

/** The places of the records that count: the header, and the rows behind it. */
function counted(all: readonly string[][], keepsBlankRows: boolean): readonly number[] {
  const header = all.findIndex((cells) => !isBlank(cells));
  const last = all.findLastIndex((cells) => !isBlank(cells));
  const places: number[] = [];
  for (let place = header; place >= 0 && place <= last; place++)
    if (keepsBlankRows || !isBlank(itemAt(all, place))) places.push(place);
  return places;
}

const breaksIn = (text: string) => text.split(/\r\n|\r|\n/).length - 1;

/** The text up to the end of this many records. */
function head(text: string, count: number): string {
  if (count === 0) return "";
  const found = parse(text, { ...OPTIONS, info: true, to: count }) as unknown as { info: InfoRecord }[];
  return new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, found.at(-1)?.info.bytes));
}

/** The line on which a record, from 0, begins. csv-parse's own count takes a CRLF within a field for two. */
function lineOf(text: string, index: number): number {
  return 1 + breaksIn(head(text, index));
}

/** The place of each name. Throws Misfit where a name is missing or stands twice. */
function placesOf(cells: readonly string[], place: string): ReadonlyMap<string, number> {
  if (cells.length === 1 && /[;\t]/.test(itemAt(cells, 0))) {
    throw new Misfit("path", `${place}: one column, "${shortened(itemAt(cells, 0))}"`, "save it separated by commas");
  }
  const places = new Map<string, number>();
  cells.forEach((name, index) => {
    if (name === "") throw new Misfit("path", `${place}: column ${index + 1} has no name`, "name it in the file");
    if (places.has(name))
      throw new Misfit(
        "path",
        `${place}: two columns are called "${shortened(name)}"`,
        "rename one of them in the file",
      );
    places.set(name, index);
  });
  return places;
}

/**
 * Reads a CSV file with a header, as spreadsheets write them (RFC 4180; any line ends, with or without a BOM).
 * @param file how the user named it
 * @param options.keepsBlankRows whether a blank line between rows is a row of empty cells, where a row's place counts
 * @throws Misfit("path", …) with the line, when the file is not such a table
 */
export function readTable(bytes: Uint8Array, file: string, { keepsBlankRows = false } = {}): Table {
  const text = decoded(bytes, file);
  const all = records(text, file);
  const places = counted(all, keepsBlankRows);
  const [names, ...found] = places.map((place) => itemAt(all, place));
  if (names === undefined) throw new Misfit("path", `${file} is empty`, "a header and at least 2 rows");
  const rows = keepsBlankRows ? found.map((cells) => (isBlank(cells) ? names.map(() => "") : cells)) : found;
  const lineOfRow = (row: number) => lineOf(text, itemAt(places, row + 1));
  const columns = placesOf(names, `${file}:${lineOf(text, itemAt(places, 0))}`);
  const ragged = rows.findIndex((cells) => cells.length !== names.length);
  if (ragged === -1) return { file, names, places: columns, rows, lineOf: lineOfRow };
  const fields = rows[ragged]?.length === 1 ? "1 field" : `${rows[ragged]?.length} fields`;
  const place = `${file}:${lineOfRow(ragged)}`;
  throw new Misfit("path", `${place}: ${fields}, the header has ${names.length}`, "one field for each column");
}

/**
 * The place of a column.
 * @param parameter whose value the name is: "target", or "drop.1" in a list
 * @throws Misfit for this parameter when there is none of that name
 */
export function columnAt({ names, places, file }: Table, parameter: string, name: string): number {
  const at = places.get(name);
  if (at !== undefined) return at;
  throw new Misfit(parameter, `${file} has no column "${name}"`, oneOf(name, names, placeOf(parameter)));
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a cell holds, Infinity for one too large; NaN for other text, "NaN" and "Infinity" among it. */
export const numberIn = (cell: string): number => (NUMBER.test(cell) ? Number(cell) : Number.NaN);
