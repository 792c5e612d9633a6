import { CsvError, type InfoRecord, parse } from "csv-parse/sync";
import { Misfit, placeOf } from "../contracts/part.ts";
import type { Span } from "../issues/issue.ts";
import { choose, didYouMean, oneOf } from "../issues/suggest.ts";
import { counted } from "../numbers/counted.ts";
import { itemAt } from "../numbers/item-at.ts";
import { holdsNumber } from "./decimal.ts";
import {
  characterOf,
  type DELIMITERS,
  type Delimiter,
  findDelimiter,
  isHeader,
  LONGEST_RECORD,
  nameOfColumn,
  optionsFor,
  SEPARATOR_LINE,
} from "./dialect.ts";
import { decodeText, type ENCODINGS } from "./encoding.ts";
import { fieldSpan } from "./field-span.ts";
import { checkTextLength, shortened } from "./text.ts";

/** How a table is written. */
interface TableFormat {
  readonly encoding: Exclude<(typeof ENCODINGS)[number], "auto">;
  readonly delimiter: Delimiter;
  /** Whether the first row names the columns. */
  readonly header: boolean;
}

/** What is known of how a table is written; auto, or nothing: it is found out. */
interface TableReading {
  readonly encoding?: (typeof ENCODINGS)[number];
  readonly delimiter?: (typeof DELIMITERS)[number];
  readonly header?: boolean | "auto";
  /** Columns that are looked for: they tell a header from data. */
  readonly wanted?: readonly string[];
  /** Whether a blank line between rows is a row of empty cells, where a row's place counts. */
  readonly keepsBlankRows?: boolean;
}

/** A CSV file: its header and its rows, all still text. */
export interface Table {
  /** As the user wrote it; for messages. */
  readonly file: string;
  /** Those of the header; column_1, column_2, … where it has none. */
  readonly names: readonly string[];
  /** The place of each name. */
  readonly places: ReadonlyMap<string, number>;
  /** [rows, names] */
  readonly rows: readonly (readonly string[])[];
  readonly format: TableFormat;
  /** Whether nobody has said that there is a header, or none. */
  readonly isHeaderFound: boolean;
  /** Columns that the header leaves without a name. */
  readonly unnamed: readonly string[];
  /** Where a row, from 0, begins (−1: the header): file and line, from 1. For messages: it reads the file once more. */
  placeOf(row: number): string;
  /** The file's text. */
  readonly text: string;
  /** Where a cell stands in it; row and column from 0 (row −1: the header). For messages, as placeOf. */
  spanOf(row: number, column: number): Span;
}

/** A text, and how it is cut into records. */
interface TableText {
  readonly file: string;
  /** Without a line that only names the separator. */
  readonly text: string;
  /** Lines of the file before it. */
  readonly skipped: number;
  readonly delimiter: Delimiter;
}

/** Characters of csv-parse's reason, which may quote a whole field. */
const LONGEST_REASON = 200;

function records({ text, file, skipped, delimiter }: TableText): string[][] {
  try {
    return parse(text, optionsFor(delimiter));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (error.code === "CSV_MAX_RECORD_SIZE") {
      const message = `${file}:${Number(error.lines) + skipped}: this line has more than ${LONGEST_RECORD} characters`;
      throw new Misfit("path", message, "a line for each row, and a quote at both ends of a quoted field");
    }
    if (error.code === "CSV_QUOTE_NOT_CLOSED") {
      const message = `${file}:${lineOfOpenQuote(text, delimiter) + skipped}: a quote is opened and never closed`;
      throw new Misfit("path", message, "close it, or remove it");
    }
    const remedy = "quote the whole field, and double quotes in it";
    throw new Misfit(
      "path",
      `${file}:${Number(error.lines) + skipped}: ${shortened(error.message, LONGEST_REASON)}`,
      remedy,
    );
  }
}

/** The line, from 1, of the quote that is still open at the end of a text. */
function lineOfOpenQuote(text: string, delimiter: Delimiter): number {
  const character = characterOf(delimiter);
  let line = 1;
  let opened = 0;
  let isStart = true;
  for (let at = 0; at < text.length; at++) {
    const one = text[at];
    const isBreak = one === "\n" || (one === "\r" && text[at + 1] !== "\n");
    if (isBreak) line++;
    if (opened > 0) {
      if (one !== '"') continue;
      // Two of them are one within the field.
      if (text[at + 1] === '"') at++;
      else opened = 0;
    } else if (one === '"' && isStart) opened = line;
    else isStart = isBreak || one === character || (isStart && one === " ");
  }
  return Math.max(opened, 1);
}

const isBlank = (cells: readonly string[]) => cells.length === 1 && cells[0] === "";

/** The places of the records that count: the header, and the rows behind it. */
function placesThatCount(all: readonly string[][], keepsBlankRows: boolean): readonly number[] {
  const header = all.findIndex((cells) => !isBlank(cells));
  const last = all.findLastIndex((cells) => !isBlank(cells));
  const places: number[] = [];
  for (let place = header; place >= 0 && place <= last; place++)
    if (keepsBlankRows || !isBlank(itemAt(all, place))) places.push(place);
  return places;
}

const breaksIn = (text: string) => text.split(/\r\n|\r|\n/).length - 1;

/** The text up to the end of this many records. */
function head({ text, delimiter }: TableText, count: number): string {
  if (count === 0) return "";
  const options = { ...optionsFor(delimiter), info: true, to: count };
  const found = parse(text, options) as unknown as { info: InfoRecord }[];
  return new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, found.at(-1)?.info.bytes));
}

/** The line on which a record, from 0, begins. csv-parse's own count takes a CRLF within a field for two. */
function lineOf(source: TableText, index: number): number {
  return 1 + source.skipped + breaksIn(head(source, index));
}

/** Where a cell of a record, from 0, stands in the whole text. */
function cellSpan(source: TableText, record: number, column: number, whole: string): Span {
  const before = whole.length - source.text.length;
  const begin = before + head(source, record).length;
  return fieldSpan(whole, begin, column, characterOf(source.delimiter));
}

/** The place of each name. Throws Misfit where one stands twice. @param mayLack whether the row may be data */
function placesOf(names: readonly string[], place: () => string, mayLack: boolean): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  names.forEach((name, index) => {
    if (places.has(name)) {
      const or = mayLack ? ", or header: false if this row is data" : "";
      const message = `${place()}: two columns are called "${shortened(name)}"`;
      throw new Misfit("path", message, `rename one of them in the file${or}`);
    }
    places.set(name, index);
  });
  return places;
}

/** A text with what separates its cells. */
function sourceOf(text: string, file: string, asked: TableReading["delimiter"] = "auto"): TableText {
  const delimiter = asked === "auto" ? findDelimiter(text) : asked;
  const own = SEPARATOR_LINE.exec(text)?.[0] ?? "";
  return { file, delimiter, text: text.slice(own.length), skipped: own === "" ? 0 : 1 };
}

/** What is often saved in place of a table. */
const NO_TABLES: readonly (readonly [RegExp, string])[] = [
  [/^\s*<(?:!doctype|html|\?xml)/i, "a page of the web"],
  [/^\s*(?:\[\s*)?\{\s*"/, "JSON"],
];

function checkIsTable(text: string, file: string): void {
  const found = NO_TABLES.find(([pattern]) => pattern.test(text));
  if (found !== undefined)
    throw new Misfit("path", `${file} is no CSV file: it holds ${found[1]}`, "a header, and a line for each row");
}

/** One column only may be many, separated by something else. */
function checkWidth(first: readonly string[], { file, text, delimiter }: TableText): void {
  if (first.length !== 1) return;
  const found = findDelimiter(text);
  if (found === delimiter || !first[0]?.includes(characterOf(found))) return;
  throw new Misfit("path", `${file}: one column, "${shortened(itemAt(first, 0))}"`, `delimiter: "${found}"`);
}

/**
 * Reads a CSV file, as spreadsheets write them: RFC 4180, any line ends; separated by commas, semicolons, tabs or bars;
 * with or without a header and a byte order mark.
 * @param file how the user named it
 * @throws Misfit("path", …) with the line, when the file is not such a table
 */
export function readTable(bytes: Uint8Array, file: string, options: TableReading = {}): Table {
  checkTextLength(bytes, file);
  const { text, encoding } = decodeText(bytes, file, options.encoding ?? "auto");
  checkIsTable(text, file);
  const source = sourceOf(text, file, options.delimiter);
  const all = records(source);
  const { header: asked = "auto", wanted = [], keepsBlankRows = false } = options;
  const places = placesThatCount(all, keepsBlankRows);
  const found = places.map((place) => itemAt(all, place));
  const [first] = found;
  if (first === undefined) throw new Misfit("path", `${file} is empty`, "a header and at least 2 rows");
  checkWidth(first, source);
  const header = asked === "auto" ? isHeader(first, wanted, found.slice(1)) : asked;
  const names = first.map((name, index) => (header && name !== "" ? name : nameOfColumn(index)));
  const place = (row: number) => `${file}:${lineOf(source, itemAt(places, row + (header ? 1 : 0)))}`;
  const rows = header ? found.slice(1) : found;
  const table = {
    file,
    names,
    places: placesOf(names, () => place(-1), options.header === "auto"),
    rows: keepsBlankRows ? rows.map((cells) => (isBlank(cells) ? names.map(() => "") : cells)) : rows,
    format: { encoding, delimiter: source.delimiter, header },
    isHeaderFound: asked === "auto",
    unnamed: header ? names.filter((_, index) => first[index] === "") : [],
    placeOf: place,
    text,
    spanOf: (row: number, column: number) => cellSpan(source, itemAt(places, row + (header ? 1 : 0)), column, text),
  };
  checkRagged(table);
  return table;
}

function checkRagged({ names, rows, format, placeOf }: Table): void {
  const ragged = rows.findIndex((cells) => cells.length !== names.length);
  if (ragged === -1) return;
  const found = counted(rows[ragged]?.length ?? 0, "field");
  const first = format.header ? "the header" : "the first row";
  const message = `${placeOf(ragged)}: ${found}, ${first} has ${names.length}`;
  throw new Misfit("path", message, remedyForRagged(names, rows, format.header));
}

/** Where all rows agree, the first line is the odd one. */
function remedyForRagged(names: readonly string[], rows: readonly (readonly string[])[], hasHeader: boolean): string {
  const width = rows.at(-1)?.length ?? 0;
  const areAlike = hasHeader && rows.length > 1 && rows.slice(1).every(({ length }) => length === width);
  // 0,09 without quotes: no whole number begins with 0.
  if (width > names.length && rows.some((cells) => cells.some((cell, i) => i > 0 && /^0\d+$/.test(cell))))
    return "write decimals with a point, or separate the columns with semicolons";
  if (areAlike && names.length === 1 && width > 1) return "remove the lines above the header, which are no part of it";
  if (areAlike && width === names.length + 1 && rows[0]?.length === width)
    return "name the first column in the header, too, as in id,…; or remove it from the rows";
  return "one field for each column";
}

/**
 * The place of a column.
 * @param parameter whose value the name is: "target", or "drop.1" in a list
 * @throws Misfit for this parameter when there is none of that name
 */
export function columnAt(table: Table, parameter: string, name: string): number {
  const { names, file, format, rows } = table;
  const at = table.places.get(name);
  if (at !== undefined) return at;
  const place = placeOf(parameter);
  const [only = "", ...others] = names;
  if (others.length === 0 && only.split(/\s+/).includes(name))
    throw new Misfit(
      "path",
      `${file}: one column, "${shortened(only)}"`,
      "separate columns with commas, not with spaces",
    );
  if (format.header) throw new Misfit(parameter, `${file} has no column "${name}"`, oneOf(name, names, place));
  const columns = names.length === 1 ? "its only column is column_1" : `its columns are column_1 to ${names.at(-1)}`;
  const message = `${file} has no column "${name}", and no header: ${columns}`;
  // It was taken for data, as numbers stand beside it.
  const taken = rows[0]?.indexOf(name) ?? -1;
  if (taken >= 0 && table.isHeaderFound)
    throw new Misfit(parameter, message, `write ${names[taken]}, or header: true if the first row names the columns`);
  // A name that stands in the first row makes a header of it.
  const texts = (rows[0] ?? []).filter((cell) => !holdsNumber(cell));
  const meant = table.isHeaderFound ? didYouMean(name, texts, place) : undefined;
  throw new Misfit(parameter, message, meant ?? choose(names));
}
