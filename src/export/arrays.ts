import type { DataSource, Samples } from "../contracts/dataset.ts";
import type { NamedValues } from "../engine/initial-state.ts";
import type { NumpyArray } from "../formats/npz-writer.ts";
import { elements } from "../tape/shape.ts";
import type { RunData } from "../training/export-data.ts";
import type { ExportTask, RunToWrite } from "./run.ts";

/** Arrays by the names that a script knows. */
export type NamedArrays = Readonly<Record<string, NumpyArray>>;

/** The rows in PyTorch's types: indices as int64. */
export function rowArrays(
  { shape, fresh }: DataSource,
  { training, validation, test }: Omit<RunData, "order">,
  kind: ExportTask["kind"],
): NamedArrays {
  const each = fresh ? [training.length] : [];
  const arrays = (prefix: string, samples: readonly Samples[], outer: readonly number[]) => {
    const rows = [...outer, samples[0]?.rows ?? 0];
    return {
      [`${prefix}_x`]: arrayOf(
        samples.map(({ x }) => x),
        [...rows, ...shape.features],
        shape.indices !== undefined,
      ),
      [`${prefix}_y`]: arrayOf(
        samples.map(({ y }) => y),
        [...rows, ...targetShape(kind, shape.targets)],
        kind === "classes",
      ),
    };
  };
  return {
    ...arrays("train", training, each),
    ...(validation && arrays("val", [validation], [])),
    ...(test && arrays("test", [test], [])),
  };
}

/** @param order int32 [epochs, rows] */
export const orderArray = (order: Int32Array, epochs: number): NumpyArray => ({
  shape: [epochs, order.length / epochs],
  values: order,
});

/** The initial weights, by their names in state_dict. */
export function weightArrays(initial: readonly NamedValues[]): NamedArrays {
  const named = initial.filter(({ name }) => !name.endsWith(KEY));
  return Object.fromEntries(
    named.map(({ name, shape, values, isCount }): [string, NumpyArray] => [
      name,
      { shape, values: isCount ? BigInt64Array.from(values, BigInt) : values },
    ]),
  );
}

/** The keys of layers with chance of their own. */
export function keysIn(initial: readonly NamedValues[]): RunToWrite["keyOf"] {
  const keys = new Map(initial.map(({ name, values }) => [name, Array.from(values.subarray(0, 2))]));
  return (layer) => keys.get(layer + KEY) ?? [];
}

const KEY = ".key";

/** Shape of the targets of a sample in PyTorch: an index of a class alone has none. */
function targetShape(kind: ExportTask["kind"], targets: readonly number[]): readonly number[] {
  return kind === "classes" && elements(targets) === 1 ? [] : targets;
}

function arrayOf(parts: readonly Float32Array[], shape: readonly number[], isWhole: boolean): NumpyArray {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return { shape, values: isWhole ? BigInt64Array.from(all, BigInt) : all };
}
