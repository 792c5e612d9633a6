import Type from "typebox";
import { type DataSource, heldOut } from "../../contracts/dataset.ts";
import { Misfit } from "../../contracts/part.ts";
import { type ArrayFile, valuesOf } from "../../formats/array-file.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { sha256 } from "../../numbers/sha256.ts";
import { elements, type Shape } from "../../tape/shape.ts";
import { heldOutRows, split } from "./split.ts";

/** Parameters of data from arrays. */
export const arrayParams = {
  samples: Type.Optional(
    Type.Integer({ minimum: 1, description: "Number of rows to use, from the first on. Default: all." }),
  ),
  ...heldOut,
};

interface ArrayDataOptions {
  readonly samples?: number;
  readonly validation: number;
  readonly seed: number;
}

/**
 * Data from an array of inputs, [rows, …], and an array of targets. Images without channels, [rows, height, width], get one.
 * Bytes are scaled to 0 … 1, as in torchvision's ToTensor. Targets of an integer type are classes.
 * @param digests of the files that the arrays come from
 * @throws Misfit if the arrays do not fit each other, or a value is not a finite number
 */
export function arrayData(
  inputs: ArrayFile,
  targets: ArrayFile,
  digests: readonly string[],
  options: ArrayDataOptions,
): DataSource {
  const rows = rowsOf(inputs, targets, options.samples);
  const [, ...own] = inputs.shape;
  const features: Shape = own.length === 0 ? [1] : own.length === 2 ? [1, ...own] : own;
  const targetShape = targets.shape.length === 1 ? [1] : targets.shape.slice(1);
  const classes = targets.type.kind === "float" ? undefined : classesOf(targets, rows * elements(targetShape));
  for (const array of [inputs, targets]) requireFinite(array);
  const held = heldOutRows(rows, options.validation);
  const shape = { features, targets: targetShape, training: rows - held, validation: held };
  const scale = inputs.type.kind === "byte" ? 255 : 1;
  const take = (order: Int32Array) => ({
    rows: order.length,
    x: picked(inputs, elements(features), order, scale),
    y: picked(targets, elements(targetShape), order, 1),
  });
  return {
    shape: classes === undefined ? shape : { ...shape, classes },
    digest: digests.length === 1 ? itemAt(digests, 0) : sha256(digests.join()),
    load() {
      const { training, validation } = split(rows, options.validation, options.seed);
      const preparation = scale === 1 ? {} : { preparation: { inputs: [{ name: "every value", mean: 0, scale }] } };
      return { training: take(training), validation: held === 0 ? undefined : take(validation), ...preparation };
    },
  };
}

function rowsOf(inputs: ArrayFile, targets: ArrayFile, samples: number | undefined): number {
  for (const { file, parameter, shape } of [inputs, targets]) {
    if (shape.length > 0 && !shape.includes(0)) continue;
    throw new Misfit(parameter, `${file} has the shape [${shape.join(", ")}], which is no row`, "[rows, …]");
  }
  const [rows, labels] = [itemAt(inputs.shape, 0), itemAt(targets.shape, 0)];
  if (rows !== labels) {
    const message = `${targets.file} has ${labels} rows, but ${inputs.file} has ${rows}`;
    throw new Misfit(targets.parameter, message, "take two that belong together");
  }
  if (samples === undefined || samples <= rows) return samples ?? rows;
  throw new Misfit("samples", `there are only ${rows} rows`, `at most ${rows}`);
}

/** The number of classes: the highest index plus one. */
function classesOf(targets: ArrayFile, count: number): number {
  const values = valuesOf(targets, 0, count);
  const negative = values.find((value) => value < 0);
  if (negative !== undefined) {
    throw new Misfit(
      targets.parameter,
      `${targets.file} holds ${negative}, but classes count from 0`,
      "save numbers as float32",
    );
  }
  return values.reduce((most, value) => Math.max(most, value), 0) + 1;
}

function requireFinite(array: ArrayFile): void {
  const { type, shape, file, parameter } = array;
  if (type.kind !== "float") return;
  const width = elements(shape.slice(1));
  for (let row = 0; row < itemAt(shape, 0); row++) {
    const wrong = valuesOf(array, row * width, (row + 1) * width).find((value) => !Number.isFinite(Math.fround(value)));
    if (wrong === undefined) continue;
    throw new Misfit(
      parameter,
      `${file}: row ${row} (from 0) holds ${wrong}, not a number of float32`,
      "mend the file",
    );
  }
}

function picked(array: ArrayFile, width: number, order: Int32Array, divisor: number): Float32Array {
  const taken = new Float32Array(order.length * width);
  order.forEach((row, at) => {
    const values = valuesOf(array, row * width, (row + 1) * width);
    for (let i = 0; i < width; i++) taken[at * width + i] = (values[i] as number) / divisor;
  });
  return taken;
}
