import Type, { type TObject, type TProperties } from "typebox";
import { type DatasetPart, defineDataset, heldOut, type Samples } from "../../contracts/dataset.ts";
import { idle, type Resolved, type Warning } from "../../contracts/part.ts";
import { normal, stream } from "../../random/rng.ts";
import type { Shape } from "../../tape/shape.ts";
import { heldOutRows, pick, split } from "./split.ts";

/** What every generator has besides its own parameters. */
interface Common {
  readonly samples: number;
  readonly validation: number;
  readonly seed: number;
}

/** Its own parameters, and the number of rows. */
type Drawn<P extends TProperties> = Resolved<P> & { readonly samples: number };

/**
 * A data set drawn from `data.seed`, with rows held out.
 * @param draw all rows. Each quantity has its own stream, (seed, the type, the quantity): more noise leaves the rest as
 * it is
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
      samples: Type.Integer({ minimum: 1, description: "Rows, those held out included." }),
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

/** The stream of that name, as standard normal values one after the other. */
export function normals(...name: readonly (string | number)[]): () => number {
  const rng = stream(...name);
  return () => normal(rng);
}

/** The parameter of data whose points are moved off their curve. */
export const noise = {
  noise: Type.Number({ minimum: 0, default: 0, description: "Standard deviation of the noise added." }),
};

/**
 * Points of the plane that belong to classes, which take turns: row i is of class i mod classes.
 * @param at the point of a class that lies at `share`, from 0 to 1, of its curve
 * @param jitter added to every coordinate
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
