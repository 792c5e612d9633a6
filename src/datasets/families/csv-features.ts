import type { FilledColumn } from "../../contracts/dataset.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { categoriesOf, oneHot } from "./categories.ts";
import { featureNumbers } from "./csv-columns.ts";
import type { CsvParams } from "./csv-params.ts";
import { fillerOf, type PlannedColumn } from "./missing.ts";
import type { TextColumn } from "./text-column.ts";

/** What becomes of a column: as it is, or one for each category. Values that are missing wait for what fills them. */
interface Feature {
  /** With what takes the place of missing values. @param training rows that this is worked out from */
  readonly values: (training: Int32Array) => readonly Float64Array[];
  /** Of the columns it becomes. */
  readonly names: readonly string[];
  readonly isMeasured: boolean;
  /** What takes the place of missing values; absent where there are none. @param training as above */
  readonly filling?: (training: Int32Array) => FilledColumn;
}

export function featureOf(planned: PlannedColumn, params: CsvParams, unfit: () => readonly TextColumn[]): Feature {
  const { column, role, strategy } = planned;
  const isFilled = strategy !== undefined && column.cells.some(column.isMissing);
  const filler = (values: Float64Array, training: Int32Array, coded = strategy) =>
    fillerOf(column.name, values, training, coded ?? "drop");
  const fill = (values: Float64Array, training: Int32Array, coded = strategy) => {
    if (!isFilled) return values.slice();
    const own = filler(values, training, coded);
    return values.map((value) => (Number.isNaN(value) ? own : value));
  };
  const filling = (value: (training: Int32Array) => number | string): Pick<Feature, "filling"> =>
    isFilled && strategy !== "drop" ? { filling: (training) => ({ column: column.name, value: value(training) }) } : {};
  if (role === "number") {
    const own = featureNumbers(column, params, unfit);
    return {
      values: (training) => [fill(own, training)],
      names: [column.name],
      isMeasured: true,
      ...filling((training) => filler(own, training)),
    };
  }
  const text = typeof strategy === "object" && isFilled ? [String(strategy.fill)] : [];
  const { names, indices } = categoriesOf(column, "one_hot", params.max_categories, text);
  const codes = Float64Array.from(indices, (index) => (index < 0 ? Number.NaN : index));
  const [coded = strategy] = text.map((fill): { readonly fill: number } => ({ fill: names.indexOf(fill) }));
  return {
    values: (training) => oneHot(names, Int32Array.from(fill(codes, training, coded))),
    names: names.map((category) => `${column.name} = ${category}`),
    isMeasured: false,
    ...filling((training) => itemAt(names, filler(codes, training, coded))),
  };
}
