import Type, { type TProperties } from "typebox";
import type { Json } from "../../contracts/config.ts";
import type { DataSource } from "../../contracts/dataset.ts";
import { Misfit, within } from "../../contracts/part.ts";
import { type ArrayFile, valuesOf } from "../../formats/array-file.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { sha256 } from "../../numbers/sha256.ts";
import { elements, type Shape } from "../../tape/shape.ts";
import { labelsOf } from "./classes.ts";
import { type HeldOutParams, heldOut, holdingOf } from "./held-out.ts";
import { digestWith, planSplit, splitSamples } from "./split.ts";

/** The parameters of data from arrays. @param files those that name files */
export const arrayParams = (files: TProperties) => ({
  samples: Type.Optional(
    Type.Integer({ minimum: 1, description: "Number of rows to use, from the first on. Default: all." }),
  ),
  ...heldOut(files),
});

interface ArrayDataOptions extends HeldOutParams {
  readonly samples?: number;
}

/** Inputs, [rows, …], and targets. */
interface ArrayPair {
  readonly inputs: ArrayFile;
  readonly targets: ArrayFile;
  /** Of the files they come from. */
  readonly digests: readonly string[];
  /** How many classes there are, where the format says so. */
  readonly classes?: number;
}

/** Arrays with the number of rows that are used, and the place of their first row among all. */
interface ArraySection extends ArrayPair {
  readonly rows: number;
  readonly from: number;
}

/**
 * Data from an array of inputs, [rows, …], and an array of targets. Images without channels, [rows, height, width], get one.
 * Bytes are scaled to 0 … 1, as in torchvision's ToTensor. Targets of an integer type are classes.
 * @param own the parameters that name files
 * @param open reads the arrays of such files
 * @throws Misfit if the arrays do not fit each other, or a value is not a finite number
 */
export function arrayData<Names extends Readonly<Record<string, Json>>>(
  own: Names,
  options: ArrayDataOptions,
  open: (files: Names) => ArrayPair,
): DataSource {
  const pair = open(own);
  const sections: ArraySection[] = [{ ...pair, rows: rowsOf(pair.inputs, pair.targets, options.samples), from: 0 }];
  const added = (side: "validation" | "test"): number => {
    const holding = holdingOf(side, options[side]);
    if (holding.kind !== "files") return 0;
    const { rows } = within(side, () => sectionBeside(open({ ...own, ...holding.files }), sections));
    return rows;
  };
  const sizes = { own: itemAt(sections, 0).rows, validation: added("validation"), test: added("test") };
  const [, ...inner] = pair.inputs.shape;
  const features: Shape = inner.length === 0 ? [1] : inner.length === 2 ? [1, ...inner] : inner;
  const targetShape = pair.targets.shape.length === 1 ? [1] : pair.targets.shape.slice(1);
  const width = elements(targetShape);
  const classes = pair.targets.type.kind === "float" ? undefined : classesIn(sections, width);
  for (const { inputs, targets } of sections) for (const array of [inputs, targets]) requireFinite(array);
  const names = Array.from({ length: classes ?? 0 }, (_, index) => String(index));
  const isOfClasses = classes !== undefined && width === 1;
  const of = isOfClasses ? sections.flatMap(({ targets, rows }) => [...valuesOf(targets, 0, rows)]) : [];
  const plan = planSplit(sizes, options, { targets: isOfClasses ? { of, names } : "numbers", isDrawn: false });
  const scale = pair.inputs.type.kind === "byte" ? 255 : 1;
  const preparation = scale === 1 ? {} : { preparation: { inputs: [{ name: "every value", mean: 0, scale }] } };
  const take = (order: Int32Array) => ({
    rows: order.length,
    x: picked(sections, "inputs", elements(features), order, scale),
    y: picked(sections, "targets", width, order, 1),
  });
  const digests = sections.flatMap(({ digests }) => digests);
  const shape = { features, targets: targetShape, ...plan.sizes };
  return {
    shape: classes === undefined ? shape : { ...shape, classes },
    digest: digestWith(digests.length === 1 ? itemAt(digests, 0) : sha256(digests.join()), plan),
    warnings: plan.warnings,
    ...plan.drawing,
    ...(isOfClasses && { labels: labelsOf(names, of) }),
    load: (runSeed) => ({ ...splitSamples(plan, runSeed, take), ...preparation }),
  };
}

/** Adds a section of files of its own, whose rows must be as those of the first. Overwrites sections. */
function sectionBeside(pair: ArrayPair, sections: ArraySection[]): ArraySection {
  const [first] = sections as [ArraySection];
  const last = itemAt(sections, sections.length - 1);
  const section = { ...pair, rows: rowsOf(pair.inputs, pair.targets, undefined), from: last.from + last.rows };
  for (const role of ["inputs", "targets"] as const) {
    const [array, other] = [pair[role], first[role]];
    const isSame = array.shape.slice(1).join() === other.shape.slice(1).join() && array.type.kind === other.type.kind;
    if (isSame) continue;
    const described = ({ shape, type }: ArrayFile) =>
      `rows of the shape [${shape.slice(1).join(", ")}], each a ${type.kind}`;
    const message = `${array.file} has ${described(array)}, but ${other.file} has ${described(other)}`;
    throw new Misfit(array.parameter, message, "take two that belong together");
  }
  sections.push(section);
  return section;
}

/** As many as the format says, or one more than the highest. */
function classesIn(sections: readonly ArraySection[], width: number): number {
  return Math.max(...sections.map(({ classes, targets, rows }) => classes ?? classesOf(targets, rows * width)));
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

function picked(
  sections: readonly ArraySection[],
  role: "inputs" | "targets",
  width: number,
  order: Int32Array,
  divisor: number,
): Float32Array {
  const taken = new Float32Array(order.length * width);
  order.forEach((row, at) => {
    const { from, [role]: array } = sections.findLast(({ from }) => from <= row) as ArraySection;
    const values = valuesOf(array, (row - from) * width, (row - from + 1) * width);
    for (let i = 0; i < width; i++) taken[at * width + i] = (values[i] as number) / divisor;
  });
  return taken;
}
