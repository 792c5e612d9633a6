import Type, { type TObject, type TProperties } from "typebox";
import { type DatasetPart, defineDataset, heldOut, type Samples } from "../../contracts/dataset.ts";
import { idle, type Resolved, type Warning } from "../../contracts/part.ts";
import { normal, stream } from "../../random/rng.ts";
import type { Shape } from "../../tape/shape.ts";
import { heldOutRows, pick, split } from "./split.ts";

/** Parameters of every generator, besides its own. */
interface Common {
  readonly samples: number;
  readonly validation: number;
  readonly seed: number;
}

/** The generator's own parameters and the number of rows. */
type Drawn<P extends TProperties> = Resolved<P> & { readonly samples: number };

/**
 * Defines a data set generated from `data.seed`, with rows held out.
 * @param draw draws all rows. Each quantity has its own random stream (seed, type, quantity), so more noise does not change
 * the rest
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
      samples: Type.Integer({ minimum: 1, description: "Number of rows, including those held out." }),
      ...(params.properties as TProperties),
      ...heldOut,
    }),
    ...(idle && { idle: (config) => idle(config as unknown as Drawn<P> & Common) }),
    open(config) {
      const { samples, validation, seed } = config as unknown as Common;
      const own = config as unknown as Drawn<P>;
      const held = heldOutRows(samples, validation);
      return {
        shape: { ...shape(own), training: samples - held, validation: held },
        digest: "",
        load() {
          const all = draw(own, seed);
          const rows = split(samples, validation, seed);
          return {
            training: pick(all, rows.training),
            validation: held === 0 ? undefined : pick(all, rows.validation),
          };
        },
      };
    },
  });
}

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
export const idleCurveSeed = ({ noise, validation }: { readonly noise: number; readonly validation: number }) =>
  noise > 0 || validation > 0 ? [] : idle(["seed"], "without noise and with validation: 0, as nothing is drawn");
