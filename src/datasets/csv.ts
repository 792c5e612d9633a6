import Type from "typebox";
import {
  defineDataset,
  digestOf,
  heldOut,
  idleSeed,
  type PreparedInput,
  type ReadFile,
  type Samples,
} from "../contracts/dataset.ts";
import { idle, Misfit, type Resolved } from "../contracts/part.ts";
import { columnAt, readTable, type Table } from "../formats/table.ts";
import { itemAt } from "../numbers/item-at.ts";
import { categoriesOf, columnOf, isNumber, isText, numbers, oneHot, type TextColumn } from "./families/categories.ts";
import { classesOf, type Targets } from "./families/classes.ts";
import { heldOutRows, pick, split } from "./families/split.ts";
import { standardizeInPlace } from "./families/standardize.ts";

const names = (description: string) => Type.Array(Type.String(), { minItems: 1, uniqueItems: true, description });

const params = Type.Object({
  path: Type.String({ minLength: 1, description: "The file, relative to the experiment's." }),
  target: Type.Union([Type.String(), names("Columns to predict.")], {
    description: "Column to predict, or a list of them.",
  }),
  features: Type.Optional(names("Columns to predict from. Default: all but those of target and drop.")),
  drop: Type.Array(Type.String(), { default: [], description: "Columns to leave out." }),
  task: Type.Enum(["auto", "regression", "classification"], {
    default: "auto",
    description:
      "Whether targets are numbers or classes. auto: classes if no cell of the target is a number. Classes are in the order of their values if all are numbers, else of their characters.",
  }),
  one_hot: Type.Array(Type.String(), {
    default: [],
    uniqueItems: true,
    description:
      "Features that are categories: each value in the file becomes a feature of its own, 1 or 0, in the order of classes.",
  }),
  max_categories: Type.Integer({
    minimum: 2,
    default: 100,
    description: "Most classes of the target, and most categories of a one_hot column.",
  }),
  standardize: Type.Boolean({
    default: true,
    description:
      "Brings each feature to mean 0 and standard deviation 1 over the training rows; targets keep their unit, and one_hot columns their 0 and 1.",
  }),
  ...heldOut,
});

type CsvParams = Resolved<typeof params.properties>;

/** A feature, and what to say where its text is no number. */
interface Feature {
  readonly name: string;
  readonly parameter: "features" | "path";
  readonly remedy: () => string;
}

function checkNames({ target, features = [], drop, one_hot }: CsvParams, table: Table): void {
  const targets = [target].flat();
  const known = (parameter: string, list: readonly string[]) =>
    list.forEach((name, i) => {
      columnAt(table, `${parameter}.${i}`, name);
    });
  if (typeof target === "string") columnAt(table, "target", target);
  else known("target", target);
  known("drop", drop);
  known("features", features);
  known("one_hot", one_hot);
  const both = (parameter: string, list: readonly string[], others: readonly string[], role: string) => {
    const known = new Set(others);
    const name = list.find((one) => known.has(one));
    if (name !== undefined)
      throw new Misfit(parameter, `"${name}" is ${role}, too`, `take "${name}" out of one of them`);
  };
  both("drop", drop, targets, "a target");
  both("features", features, targets, "a target");
  both("features", features, drop, "dropped");
  both("one_hot", one_hot, targets, "a target");
  both("one_hot", one_hot, drop, "dropped");
  const chosen = new Set(features);
  const outside = one_hot.find((name) => features.length > 0 && !chosen.has(name));
  if (outside !== undefined)
    throw new Misfit("one_hot", `"${outside}" is no feature`, `features: ${JSON.stringify([...features, outside])}`);
}

function featuresOf({ target, features, drop, one_hot }: CsvParams, table: Table): Feature[] {
  if (features !== undefined) {
    return features.map((name) => {
      const remedy = () => `${oneHotRemedy([name], one_hot, table)}take "${name}" out of features`;
      return { name, parameter: "features", remedy };
    });
  }
  const unused = new Set([target, drop].flat());
  const rest = table.names.filter((name) => !unused.has(name));
  if (rest.length === 0) {
    throw new Misfit("target", `${table.file} has no column left to predict from`, "drop fewer columns");
  }
  const categories = new Set(one_hot);
  const wrong = () => rest.filter((name) => !categories.has(name) && !columnOf(table, name).cells.every(isNumber));
  const remedy = () => `${oneHotRemedy(wrong(), one_hot, table)}drop: ${JSON.stringify([...drop, ...wrong()])}`;
  return rest.map((name) => ({ name, parameter: "path", remedy }));
}

/** Proposed for columns of text only, and not for one that names each row. */
function oneHotRemedy(names: readonly string[], known: readonly string[], table: Table): string {
  const repeats = ({ cells }: TextColumn) => new Set(cells).size < cells.length;
  const fit = names.map((name) => columnOf(table, name)).every((column) => isText(column) && repeats(column));
  return fit ? `one_hot: ${JSON.stringify([...known, ...names])}, or ` : "";
}

/** What becomes of a column: as it is, or one for each category. */
interface Columns {
  readonly values: readonly Float64Array[];
  readonly names: readonly string[];
  readonly isMeasured: boolean;
}

function columnsOf(
  { name, parameter, remedy }: Feature,
  categories: ReadonlySet<string>,
  { max_categories }: CsvParams,
  table: Table,
): Columns {
  const column = columnOf(table, name);
  if (!categories.has(name)) return { values: [numbers(column, parameter, remedy)], names: [name], isMeasured: true };
  const found = categoriesOf(column, "one_hot", max_categories);
  const names = found.names.map((category) => `${name} = ${category}`);
  return { values: oneHot(found), names, isMeasured: false };
}

function targetsOf(params: CsvParams, table: Table): Targets {
  const columns = [params.target].flat().map((name) => columnOf(table, name));
  const [first] = columns as [TextColumn];
  const { task } = params;
  if (task === "classification" || (task === "auto" && columns.length === 1 && isText(first))) {
    if (columns.length > 1)
      throw new Misfit("target", `it lists ${columns.length} columns, but classes are one`, `target: ${first.name}`);
    const classes = classesOf(first, params);
    return { values: [Float64Array.from(classes.indices)], names: classes.names };
  }
  const remedy = (column: TextColumn) =>
    columns.length > 1 && isText(column) ? "predict it alone, or another column" : "predict another column";
  return { values: columns.map((column) => numbers(column, "target", () => remedy(column))) };
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

function fileOf(readFile: ReadFile, path: string): File {
  const bytes = readFile(path);
  const known = files.get(bytes);
  if (known !== undefined && known.table.file === path) return known;
  const file = { table: readTable(bytes, path), digest: digestOf(bytes, readFile) };
  files.set(bytes, file);
  return file;
}

/** A CSV file's rows: some columns to predict, the others to predict them from. */
export const csv = defineDataset({
  description:
    "Rows of a CSV file with a header: target columns, predicted from the other ones. Cells are numbers; the target may be classes, and the columns of one_hot categories.",
  source: "RFC 4180; standardized as by scikit-learn's StandardScaler, categories as by its OneHotEncoder.",
  params,
  idle: ({ features, validation }) => [
    ...(features === undefined ? [] : idle(["drop"], "beside features, which lists all that is used")),
    ...idleSeed({ validation }),
  ],
  open(params, readFile) {
    const { table, digest } = fileOf(readFile, params.path);
    checkNames(params, table);
    const categories = new Set(params.one_hot);
    const features = featuresOf(params, table).map((feature) => columnsOf(feature, categories, params, table));
    const rows = table.rows.length;
    if (rows < 2)
      throw new Misfit(
        "path",
        `${table.file} has ${rows === 0 ? "no row" : "1 row"} beneath its header`,
        "2 rows or more",
      );
    const held = heldOutRows(rows, params.validation);
    const { values: targets, names: classNames } = targetsOf(params, table);
    const classes = classNames && { classes: classNames.length };
    const width = features.reduce((sum, { values }) => sum + values.length, 0);
    return {
      shape: { features: [width], targets: [targets.length], ...classes, training: rows - held, validation: held },
      digest,
      load() {
        const parts = split(rows, params.validation, params.seed);
        const inputs: PreparedInput[] = [];
        const columns = features.flatMap(({ values, names, isMeasured }) =>
          values.map((column, at) => {
            const own = column.slice();
            const isChanged = isMeasured && params.standardize;
            const scaling = isChanged ? standardizeInPlace(own, parts.training) : { mean: 0, scale: 1 };
            inputs.push({ name: itemAt(names, at), ...scaling });
            return own;
          }),
        );
        const all: Samples = { rows, x: interleaved(columns, rows), y: interleaved(targets, rows) };
        return {
          training: pick(all, parts.training),
          validation: held === 0 ? undefined : pick(all, parts.validation),
          preparation: { inputs, ...(classNames && { classes: classNames }) },
        };
      },
    };
  },
});
