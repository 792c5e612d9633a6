import Type, { type TObject, type TProperties } from "typebox";
import { type DatasetPart, defineDataset, type Samples } from "../../contracts/dataset.ts";
import { idle, Misfit, type Resolved, type Warning } from "../../contracts/part.ts";
import { normal, stream } from "../../random/rng.ts";
import { elements, type Shape } from "../../tape/shape.ts";
import { type HeldOutParams, heldOut, idleFolds } from "./held-out.ts";
import { digestWith, pick, planSplit, splitSamples } from "./split.ts";

/** More would not fit into memory, whatever a row is. */
export const MOST_ROWS = 10_000_000;

export const SAMPLES = Type.Integer({
  minimum: 1,
  maximum: MOST_ROWS,
  description: "Number of rows, including those held out.",
});

/** The most classes: each is listed by name. */
export const MOST_CLASSES = 10_000;

/** Parameters of every generator, besides its own. */
interface Common extends HeldOutParams {
  readonly samples: number;
}

/** The generator's own parameters and the number of rows. */
type Drawn<P extends TProperties> = Resolved<P> & { readonly samples: number };

/**
 * Defines a data set generated from `data.seed`, with rows held out.
 * @param draw all rows; those of classes take turns, so that row i is of class i mod classes. Each quantity has its own
 * stream, (seed, the type, the quantity): more noise leaves the rest as it is
 */
export function defineGenerator<P extends TProperties>(definition: {
  description: string;
  source: string;
  params: TObject<P>;
  shape: (params: Resolved<P>) => { readonly features: Shape; readonly targets: Shape; readonly classes?: number };
  draw: (params: Drawn<P>, seed: number) => Samples;
  /** See PartDefinition.idle. */
  idle?: (params: Drawn<P> & Common) => readonly Warning[];
}): DatasetPart {
  const { description, source, params, shape, draw, idle } = definition;
  return defineDataset({
    description,
    source,
    params: Type.Object({
      samples: SAMPLES,
      ...(params.properties as TProperties),
      ...heldOut(),
    }),
    idle: (config) => {
      const own = config as unknown as Drawn<P> & Common;
      return [...(idle?.(own) ?? []), ...idleFolds(own)];
    },
    open(config) {
      const common = config as unknown as Common;
      const own = config as unknown as Drawn<P>;
      const drawn = shape(own);
      checkSize(common.samples, elements(drawn.features) + elements(drawn.targets));
      const targets = drawn.classes === undefined ? "numbers" : takingTurns(common.samples, drawn.classes);
      const plan = planSplit({ own: common.samples }, common, { targets, isDrawn: true });
      return {
        shape: { ...drawn, ...plan.sizes },
        digest: digestWith("", plan),
        warnings: plan.warnings,
        ...plan.drawing,
        load(runSeed) {
          const all = draw(own, plan.seedOf(runSeed));
          return splitSamples(plan, runSeed, (rows) => pick(all, rows));
        },
      };
    },
  });
}

/** What a run's memory can hold at most, in bytes. */
const MOST_BYTES = 4 * 1024 * 1024 * 1024;

/** Throws Misfit for rows that no memory holds, before each is assigned to a side. @param width numbers of a row */
export function checkSize(rows: number, width: number): void {
  const most = Math.floor(MOST_BYTES / (width * Float32Array.BYTES_PER_ELEMENT));
  if (rows <= most) return;
  const message = `${rows} rows of ${width} numbers need more than 4 GiB`;
  throw new Misfit("samples", message, most < 1 ? "fewer features" : `samples: at most ${most}`);
}

/** Classes of rows that take turns. */
const takingTurns = (rows: number, classes: number) => ({
  of: Int32Array.from({ length: rows }, (_, row) => row % classes),
  names: Array.from({ length: classes }, (_, index) => String(index)),
});

/** Standard normal values from the stream of that name. */
export function normals(...name: readonly (string | number)[]): () => number {
  const rng = stream(...name);
  return () => normal(rng);
}

/** The noise parameter of data on a curve. */
export const noise = {
  noise: Type.Number({ minimum: 0, default: 0, description: "Standard deviation of the noise." }),
};

/**
 * Points in the plane, with classes in turn: row i belongs to class i mod classes.
 * @param at the point of a class at `share`, from 0 to 1, along its curve
 * @param jitter noise to add to every coordinate
 */
export function curves(
  samples: number,
  classes: number,
  at: (label: number, share: number) => readonly [number, number],
  jitter: () => number,
): Samples {
  const x = new Float32Array(samples * 2);
  const y = new Float32Array(samples);
  for (let row = 0; row < samples; row++) {
    const label = row % classes;
    const last = Math.ceil((samples - label) / classes) - 1;
    const [first, second] = at(label, last === 0 ? 0 : Math.floor(row / classes) / last);
    x[row * 2] = first + jitter();
    x[row * 2 + 1] = second + jitter();
    y[row] = label;
  }
  return { rows: samples, x, y };
}

/** Of {@link curves}: their points follow from nothing drawn but the noise. */
export const idleCurveSeed = ({ noise, validation, test = 0 }: HeldOutParams & { readonly noise: number }) =>
  noise > 0 || validation !== 0 || test !== 0
    ? []
    : idle(["seed"], "without noise and with validation: 0, as nothing is drawn");
