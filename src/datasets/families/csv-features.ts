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
  /** Whether something takes the place of missing values. */
  readonly isFilled: boolean;
}

export function featureOf(planned: PlannedColumn, params: CsvParams, unfit: () => readonly TextColumn[]): Feature {
  const { column, role, strategy } = planned;
  const isFilled = strategy !== undefined && column.cells.some(column.isMissing);
  const fill = (values: Float64Array, training: Int32Array, coded = strategy) => {
    if (!isFilled) return values.slice();
    const filler = fillerOf(column.name, values, training, coded ?? "drop");
    return values.map((value) => (Number.isNaN(value) ? filler : value));
  };
  if (role === "number") {
    const own = featureNumbers(column, params, unfit);
    return { values: (training) => [fill(own, training)], names: [column.name], isMeasured: true, isFilled };
  }
  const text = typeof strategy === "object" && isFilled ? [String(strategy.fill)] : [];
  const { names, indices } = categoriesOf(column, "one_hot", params.max_categories, text);
  const codes = Float64Array.from(indices, (index) => (index < 0 ? Number.NaN : index));
  const filled = text.map((fill): { readonly fill: number } => ({ fill: names.indexOf(fill) }));
  return {
    values: (training) => oneHot(names, Int32Array.from(fill(codes, training, filled[0] ?? strategy))),
    names: names.map((category) => `${column.name} = ${category}`),
    isMeasured: false,
    isFilled,
  };
}
