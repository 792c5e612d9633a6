import { digestOf, type ReadFile } from "../../contracts/dataset.ts";
import { Misfit, within } from "../../contracts/part.ts";
import { columnAt, readTable, type Table } from "../../formats/table.ts";
import { type ClassLabel, describeClasses } from "../../issues/describe-classes.ts";
import { counted } from "../../numbers/counted.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { namedColumns } from "./csv-columns.ts";
import type { CsvParams } from "./csv-params.ts";
import { findDecimal } from "./decimal-sign.ts";
import { holdingOf } from "./held-out.ts";
import { checkMissing, keptRows, type Missing, type PlannedColumn, planMissing, withRows } from "./missing.ts";
import { type CellReading, columnOf, MISSING_VALUES, missingIn } from "./text-column.ts";

interface File {
  readonly table: Table;
  readonly digest: string;
}

/** Files read already, by what they were read for: an experiment opens the same bytes for many variants. */
const files = new WeakMap<Uint8Array, Map<string, File>>();

/** A file as a table. Throws Misfit where it is none. */
export function fileOf(readFile: ReadFile, { path, encoding, delimiter, header = "auto", ...choice }: CsvParams): File {
  const bytes = readFile(path);
  const options = {
    ...(encoding !== undefined && { encoding }),
    ...(delimiter !== undefined && { delimiter }),
    header,
    wanted: namedColumns(choice),
  };
  const key = JSON.stringify([path, options]);
  const known = files.get(bytes) ?? new Map<string, File>();
  files.set(bytes, known);
  const file = known.get(key) ?? { table: readTable(bytes, path, options), digest: digestOf(bytes, readFile) };
  known.set(key, file);
  return file;
}

interface UsedNames {
  readonly targets: readonly string[];
  readonly features: readonly string[];
}

/** What the cells of the columns in use mean. */
export function readingOf(params: CsvParams, table: Table, { targets, features }: UsedNames): CellReading {
  const { decimal: asked = "auto", missing_values = MISSING_VALUES, one_hot, task } = params;
  const categories = new Set(one_hot);
  const numeric = features.filter((name) => !categories.has(name));
  const decimal =
    asked === "auto" ? findDecimal(table, task === "classification" ? numeric : [...numeric, ...targets]) : asked;
  return { decimal, isMissing: missingIn(missing_values, decimal) };
}

/** The files of an experiment as one table: first the rows to split, then those of files for validation and test. */
interface JoinedFiles {
  readonly table: Table;
  readonly tables: readonly Table[];
  readonly digests: readonly string[];
  /** Where the rows of each side end. */
  readonly ends: { readonly own: number; readonly validation: number; readonly test: number };
}

/** Reads the files that `validation` and `test` name, too. @param names of columns that each must have */
export function joinedFiles(own: File, params: CsvParams, names: readonly string[], readFile: ReadFile): JoinedFiles {
  const beside = (side: "validation" | "test"): readonly File[] => {
    const holding = holdingOf(side, params[side]);
    if (holding.kind !== "files") return [];
    return within(side, () => {
      const file = fileOf(readFile, { ...params, ...holding.files });
      const { table } = file;
      if (table.rows.length === 0)
        throw new Misfit("path", `${table.file} has no row beneath its header`, "a row or more");
      for (const name of names) columnAt(table, "path", name);
      return [file];
    });
  };
  const [validation, test] = [beside("validation"), beside("test")];
  const files = [own, ...validation, ...test];
  const rowsIn = (files: readonly File[]) => files.reduce((sum, { table }) => sum + table.rows.length, 0);
  const ends = { own: rowsIn([own]), validation: rowsIn([own, ...validation]), test: rowsIn(files) };
  const tables = files.map(({ table }) => table);
  return { table: tables.reduce(joined), tables, digests: files.map(({ digest }) => digest), ends };
}

/** The rows of a second table beneath those of a first, by the first one's columns. */
function joined(first: Table, second: Table): Table {
  const places = first.names.map((name) => second.places.get(name));
  const { length } = first.rows;
  return {
    ...first,
    rows: [
      ...first.rows,
      ...second.rows.map((cells) => places.map((at) => (at === undefined ? "" : itemAt(cells, at)))),
    ],
    placeOf: (row) => (row < length ? first.placeOf(row) : second.placeOf(row - length)),
  };
}

/** The columns in use, and the rows that are left when those to be dropped are. */
export function usedColumns(
  params: CsvParams,
  { table: whole, ends }: JoinedFiles,
  used: UsedNames,
  reading: CellReading,
) {
  const missing = params.missing as Missing | undefined;
  const { features, drop } = params;
  const choice = { missing, drop, ...(features !== undefined && { features }) };
  checkMissing(missing, whole);
  const categories = new Set(params.one_hot);
  const columnsOf = (table: Table) => [
    ...used.features.map((name) => {
      const role = categories.has(name) ? ("category" as const) : ("number" as const);
      return { column: columnOf(table, name, reading), role };
    }),
    ...used.targets.map((name) => ({ column: columnOf(table, name, reading), role: "target" as const })),
  ];
  const all = planMissing(columnsOf(whole), choice);
  const kept = keptRows(whole, all);
  const emptyColumns = all.filter(({ column: { cells, isMissing } }) => cells.every(isMissing));
  const isWhole = kept.length === whole.rows.length;
  const table = isWhole ? whole : withRows(whole, kept);
  const planned: readonly PlannedColumn[] = isWhole ? all : planMissing(columnsOf(table), choice);
  const between = (from: number, to: number) => kept.filter((row) => row >= from && row < to).length;
  const { length } = used.features;
  return {
    table,
    sizes: {
      own: between(0, ends.own),
      validation: between(ends.own, ends.validation),
      test: between(ends.validation, ends.test),
    },
    features: planned.slice(0, length),
    targets: planned.slice(length).map(({ column }) => column),
    /** Those without any value, by name. */
    emptyColumns: emptyColumns.map(({ column }) => column.name),
  };
}

/** Throws Misfit where too few rows are left to train on. */
export function requireRows(left: number, { rows, file, format }: Table, emptyColumns: readonly string[]): void {
  if (left >= 2) return;
  const found = left === 0 ? "no row" : "1 row";
  const dropped = left < rows.length;
  const beneath = format.header ? " beneath its header" : "";
  const message = dropped ? `${file} has ${found} without missing values` : `${file} has ${found}${beneath}`;
  if (!dropped) throw new Misfit("path", message, "2 rows or more");
  const [empty] = emptyColumns;
  const way = empty === undefined ? "missing: mean" : `add ${JSON.stringify(empty)}, which has no value, to drop`;
  throw new Misfit("missing", message, way);
}

/** How the files were read, how many rows are left, and their classes. */
export function findingsOf(
  { tables, table: { rows } }: JoinedFiles,
  reading: CellReading,
  left: number,
  labels: readonly ClassLabel[] | undefined,
): readonly string[] {
  const { file } = itemAt(tables, 0);
  const dropped = rows.length - left;
  return [
    ...tables.map((table) => findingOf(table, reading)),
    ...(dropped === 0
      ? []
      : [`${file}: ${counted(dropped, "row")} ${dropped === 1 ? "is" : "are"} dropped for missing values`]),
    ...(labels === undefined ? [] : [`${file}: ${describeClasses(labels.length, labels)}`]),
  ];
}

/** How a file was read, as one could write it. */
function findingOf({ file, format, rows }: Table, { decimal }: CellReading): string {
  const { encoding, delimiter, header } = format;
  const written = `{encoding: ${encoding}, delimiter: "${delimiter}", decimal: "${decimal}", header: ${header}}`;
  return `${file}: read as ${written}, ${counted(rows.length, "row")}`;
}
