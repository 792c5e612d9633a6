import { defineDataset, digestOf, type PreparedInput, type Samples } from "../contracts/dataset.ts";
import { idle } from "../contracts/part.ts";
import { itemAt } from "../numbers/item-at.ts";
import { checkNames, checkUnnamed, featureNames } from "./families/csv-columns.ts";
import { featureOf } from "./families/csv-features.ts";
import { fileOf, findingsOf, joinedFiles, readingOf, requireRows, usedColumns } from "./families/csv-file.ts";
import { csvParams } from "./families/csv-params.ts";
import { targetsOf } from "./families/csv-targets.ts";
import { ofFiles } from "./families/held-out.ts";
import { digestWith, pick, planSplit, splitSamples } from "./families/split.ts";
import { standardizeInPlace } from "./families/standardize.ts";
import { isNumeric } from "./families/text-column.ts";

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

/** A CSV file's rows: some columns to predict, the others to predict them from. */
export const csv = defineDataset({
  description:
    "Rows of a CSV file: target columns, predicted from the other ones. Cells are numbers; the target may be classes, and the columns of one_hot categories.",
  source:
    "RFC 4180; standardized as by scikit-learn's StandardScaler, categories as by its OneHotEncoder, missing values as by its SimpleImputer.",
  params: csvParams,
  idle: ({ features, ...held }) => [
    ...(features === undefined ? [] : idle(["drop"], "beside features, which lists all that is used")),
    ...ofFiles(held),
  ],
  open(params, readFile) {
    const file = fileOf(readFile, params);
    checkNames(params, file.table);
    const used = { targets: [params.target].flat(), features: featureNames(params, file.table) };
    checkUnnamed(params, file.table);
    const files = joinedFiles(file, params, [...used.features, ...used.targets], readFile);
    const reading = readingOf(params, files.table, used);
    const {
      table,
      sizes,
      features: planned,
      targets: targetColumns,
      emptyColumns,
    } = usedColumns(params, files, used, reading);
    const unfit = () =>
      planned.filter(({ column, role }) => role === "number" && !isNumeric(column)).map(({ column }) => column);
    const features = planned.map((column) => featureOf(column, params, unfit));
    requireRows(sizes.own, file.table, emptyColumns);
    const { values: targets, labels, warnings = [] } = targetsOf(targetColumns, params);
    const of = itemAt(targets, 0);
    const classes = labels && { of, names: labels.map(({ name }) => name) };
    const plan = planSplit(sizes, params, { targets: classes ?? "numbers", isDrawn: false });
    const filledFor = (training: Int32Array) => features.flatMap(({ filling }) => (filling ? [filling(training)] : []));
    // What cannot be filled in is told before anything runs.
    if (features.some(({ filling }) => filling !== undefined)) filledFor(plan.at(undefined).training);
    const rows = table.rows.length;
    const { digests } = files;
    const width = features.reduce((sum, { names }) => sum + names.length, 0);
    return {
      shape: { features: [width], targets: [targets.length], ...(labels && { classes: labels.length }), ...plan.sizes },
      digest: digestWith(digests.length === 1 ? file.digest : digestOf(digests.join(), readFile), plan),
      labels,
      warnings: [...warnings, ...plan.warnings],
      findings: findingsOf(files, reading, rows, labels),
      ...plan.drawing,
      load(runSeed) {
        const { training } = plan.at(runSeed);
        const inputs: PreparedInput[] = [];
        const columns = features.flatMap(({ values, names, isMeasured }) =>
          values(training).map((own, at) => {
            const isChanged = isMeasured && params.standardize;
            const scaling = isChanged ? standardizeInPlace(own, training) : { mean: 0, scale: 1 };
            inputs.push({ name: itemAt(names, at), ...scaling });
            return own;
          }),
        );
        const all: Samples = { rows, x: interleaved(columns, rows), y: interleaved(targets, rows) };
        const filled = filledFor(training);
        const preparation = {
          inputs,
          ...(filled.length > 0 && { filled }),
          ...(classes && { classes: classes.names }),
        };
        return { ...splitSamples(plan, runSeed, (rows) => pick(all, rows)), preparation };
      },
    };
  },
});
