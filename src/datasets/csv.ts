import { createHash } from "node:crypto";
import Type from "typebox";
import { defineDataset, heldOut, type Samples } from "../definition/dataset.ts";
import { Misfit, type Resolved } from "../definition/part.ts";
import { heldOutRows, pick, split } from "../definition/split.ts";
import { standardizeInPlace } from "../definition/standardize.ts";
import { columnAt, numberIn, readTable, type Table } from "../definition/table.ts";

const names = (description: string) => Type.Array(Type.String(), { minItems: 1, uniqueItems: true, description });

const params = Type.Object({
  path: Type.String({ minLength: 1, description: "The file, relative to the experiment's." }),
  target: Type.Union([Type.String(), names("Columns to predict.")], {
    description: "Column to predict, or a list of them.",
  }),
  features: Type.Optional(names("Columns to predict from. Default: all but those of target and drop.")),
  drop: Type.Array(Type.String(), { default: [], description: "Columns to leave out." }),
  standardize: Type.Boolean({
    default: true,
    description:
      "Brings each feature to mean 0 and standard deviation 1 over the training rows; targets keep their unit.",
  }),
  ...heldOut,
});

type Params = Resolved<typeof params.properties>;

/** A column in use, and what to say where its text is no number. */
interface Column {
  readonly name: string;
  readonly parameter: "target" | "features" | "path";
  readonly remedy: () => string;
}

function checkNames({ target, features = [], drop }: Params, table: Table): void {
  const targets = [target].flat();
  for (const name of targets) columnAt(table, "target", name);
  for (const name of drop) columnAt(table, "drop", name);
  for (const name of features) columnAt(table, "features", name);
  const both = (parameter: string, list: readonly string[], others: readonly string[], role: string) => {
    const name = list.find((one) => others.includes(one));
    if (name !== undefined)
      throw new Misfit(parameter, `"${name}" is ${role}, too`, `take "${name}" out of one of them`);
  };
  both("drop", drop, targets, "a target");
  both("features", features, targets, "a target");
  both("features", features, drop, "dropped");
}

function featuresOf({ target, features, drop }: Params, table: Table): Column[] {
  if (features !== undefined) {
    return features.map((name) => ({ name, parameter: "features", remedy: () => `take "${name}" out of features` }));
  }
  const unused = new Set([target, drop].flat());
  const rest = table.names.filter((name) => !unused.has(name));
  if (rest.length === 0) {
    throw new Misfit("target", `${table.file} has no column left to predict from`, "drop fewer columns");
  }
  const remedy = () => `drop: ${JSON.stringify([...drop, ...rest.filter((name) => !isNumeric(table, name))])}`;
  return rest.map((name) => ({ name, parameter: "path", remedy }));
}

/** Whether a cell is a number that float32 can hold. */
function isNumber(cell: string): boolean {
  return Number.isFinite(Math.fround(numberIn(cell)));
}

function isNumeric({ names, rows }: Table, name: string): boolean {
  const at = names.indexOf(name);
  return rows.every((cells) => isNumber(cells[at] as string));
}

/** The column's values, in float64. Throws Misfit at the first cell without one. */
function numbers(table: Table, { name, parameter, remedy }: Column): Float64Array {
  const at = table.names.indexOf(name);
  return Float64Array.from(table.rows, (cells, row) => {
    const cell = cells[at] as string;
    if (isNumber(cell)) return Number(cell);
    const place = `${table.file}:${table.lineOf(row)}: column "${name}"`;
    const problem =
      cell === "" ? "is empty" : `holds "${cell}", not a number${Number.isNaN(numberIn(cell)) ? "" : " of float32"}`;
    throw new Misfit(parameter, `${place} ${problem}`, `mend the file, or ${remedy()}`);
  });
}

/** [rows, columns] in float32, row-major. */
function interleaved(columns: readonly Float64Array[], rows: number): Float32Array {
  const values = new Float32Array(rows * columns.length);
  columns.forEach((column, at) => {
    column.forEach((value, row) => {
      values[row * columns.length + at] = value;
    });
  });
  return values;
}

interface File {
  readonly table: Table;
  readonly digest: string;
}

/** Files read already: an experiment opens the same bytes for many variants. */
const files = new WeakMap<Uint8Array, File>();

function fileOf(bytes: Uint8Array, path: string): File {
  const known = files.get(bytes);
  if (known !== undefined && known.table.file === path) return known;
  const file = { table: readTable(bytes, path), digest: createHash("sha256").update(bytes).digest("hex") };
  files.set(bytes, file);
  return file;
}

/** A CSV file's rows: some columns to predict, the others to predict them from. */
export const csv = defineDataset({
  description:
    "Rows of a CSV file with a header: target columns, predicted from the other ones. Every cell is a number.",
  source: "RFC 4180; standardized as by scikit-learn's StandardScaler.",
  params,
  open(params, readFile) {
    const { table, digest } = fileOf(readFile(params.path), params.path);
    checkNames(params, table);
    const features = featuresOf(params, table).map((column) => numbers(table, column));
    const targets = [params.target]
      .flat()
      .map((name) => numbers(table, { name, parameter: "target", remedy: () => "predict another column" }));
    const rows = table.rows.length;
    if (rows < 2)
      throw new Misfit(
        "path",
        `${table.file} has ${rows === 0 ? "no row" : "1 row"} beneath its header`,
        "2 rows or more",
      );
    const held = heldOutRows(rows, params.validation);
    return {
      shape: { features: [features.length], targets: [targets.length], training: rows - held, validation: held },
      digest,
      load() {
        const parts = split(rows, params.validation, params.seed);
        const columns = features.map((values) => values.slice());
        if (params.standardize) for (const values of columns) standardizeInPlace(values, parts.training);
        const all: Samples = { rows, x: interleaved(columns, rows), y: interleaved(targets, rows) };
        return {
          training: pick(all, parts.training),
          validation: held === 0 ? undefined : pick(all, parts.validation),
        };
      },
    };
  },
});
