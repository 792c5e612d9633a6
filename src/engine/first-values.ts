import type { RunConfig } from "../contracts/config.ts";
import type { DataShape } from "../contracts/dataset.ts";
import { elements } from "../tape/shape.ts";
import { drawInitial, type PlacedParameter } from "./parameters.ts";

/** A parameter's (or buffer's) values at the start of a run, in PyTorch's order. They are not to be changed. */
export type FirstValuesOf = (parameter: PlacedParameter, seed: number) => Float32Array;

/** Numbers that are kept at most: 64 MB. */
const MOST_KEPT = 1 << 24;

/** First values of the last model and seed: the runs of a sweep come seed by seed, and mostly share them. */
export class FirstValues {
  #key = "";
  #kept = new Map<string, Float32Array>();
  #size = 0;

  /** Those of a model on data of a shape. */
  of({ model }: RunConfig, shape: DataShape): FirstValuesOf {
    const own = JSON.stringify([model, shape]);
    return (parameter, seed) => {
      const key = `${seed} ${own}`;
      if (key !== this.#key) this.#forget(key);
      const known = this.#kept.get(parameter.name);
      if (known !== undefined) return known;
      const values = new Float32Array(elements(parameter.shape));
      drawInitial(parameter, seed, values);
      this.#size += values.length;
      if (this.#size <= MOST_KEPT) this.#kept.set(parameter.name, values);
      return values;
    };
  }

  #forget(key: string): void {
    this.#key = key;
    this.#kept = new Map();
    this.#size = 0;
  }
}
