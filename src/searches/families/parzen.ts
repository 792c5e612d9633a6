import {
  type Distribution,
  innerBounds,
  type NumberInterval,
  outward,
  type Value,
} from "../../contracts/distribution.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { log } from "../../numbers/math.ts";
import { type Rng, uniform } from "../../random/rng.ts";
import { below, cutNormal, density } from "./normal.ts";

/** A density over some axes, estimated from points: one kernel for each of them, and a flat one, the prior. */
interface Parzen {
  sample(rng: Rng): readonly Value[];
  logDensity(point: readonly Value[]): number;
}

/** The kernels of one axis. */
interface Kernels {
  sample(kernel: number, rng: Rng): Value;
  /** Of a value under each kernel: a density, or for values in steps a probability. */
  masses(value: Value): Float64Array;
}

/**
 * The estimator of Bergstra et al. 2011 over several axes at once, with the choices that optuna.samplers.TPESampler makes
 * by default: a prior of weight 1, widths from the neighbours' distances, at least a hundredth of the range ("magic
 * clip"), the oldest of many points counting less.
 * @param points [points, axes], in the order in which they were tried
 */
export function parzen(axes: readonly Distribution[], points: readonly (readonly Value[])[]): Parzen {
  const weights = normalised([...ageWeights(points.length), 1]);
  const kernels = axes.map((axis, i) =>
    kernelsOf(
      axis,
      points.map((point) => itemAt(point, i)),
    ),
  );
  return {
    sample(rng) {
      const kernel = placeIn(weights, uniform(rng, 0, 1));
      return kernels.map((axis) => axis.sample(kernel, rng));
    },
    logDensity(point) {
      const masses = kernels.map((axis, i) => axis.masses(itemAt(point, i)));
      const sum = weights.reduce(
        (total, weight, kernel) => total + masses.reduce((product, mass) => product * itemAt(mass, kernel), weight),
        0,
      );
      return log(sum);
    },
  };
}

/** Points that count in full, the youngest. */
const YOUNG = 25;

/** Optuna's default_weights. */
function ageWeights(count: number): readonly number[] {
  const old = count - YOUNG;
  const ramp = (i: number) => (old === 1 ? 1 / count : 1 / count + (i / (old - 1)) * (1 - 1 / count));
  return Array.from({ length: count }, (_, i) => (i < old ? ramp(i) : 1));
}

function normalised(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The first place up to which the weights make more than `share`. */
function placeIn(weights: readonly number[], share: number): number {
  let sum = 0;
  for (const [place, weight] of weights.entries()) {
    sum += weight;
    if (share < sum) return place;
  }
  return weights.length - 1;
}

function kernelsOf(axis: Distribution, values: readonly Value[]): Kernels {
  return axis.kind === "choice" ? choiceKernels(axis.count, values) : normalKernels(axis, values);
}

/** Each point's own choice, and a little of all of them. */
function choiceKernels(count: number, values: readonly Value[]): Kernels {
  const kernels = values.length + 1;
  const share = 1 / kernels;
  const weightsOf = (kernel: number) => {
    const own = values[kernel];
    return normalised(Array.from({ length: count }, (_, choice) => share + (choice === own ? 1 : 0)));
  };
  const all = Array.from({ length: kernels }, (_, kernel) => weightsOf(kernel));
  return {
    sample: (kernel, rng) => placeIn(itemAt(all, kernel), uniform(rng, 0, 1)),
    masses: (choice) => Float64Array.from(all, (weights) => itemAt(weights, choice)),
  };
}

/** Normal kernels, cut off at the ends of the interval. */
function normalKernels(interval: NumberInterval, values: readonly Value[]): Kernels {
  const [low, high] = innerBounds(interval);
  const points = values.map((value) => interval.scale.inward(value));
  const means = [...points, (low + high) / 2];
  const stds = [...widths(points, low, high), high - low];
  const between = (kernel: number, from: number, to: number) => {
    const [mean, std] = [itemAt(means, kernel), itemAt(stds, kernel)];
    return below((to - mean) / std) - below((from - mean) / std);
  };
  const inside = means.map((_, kernel) => between(kernel, low, high));
  const { step, scale } = interval;
  return {
    sample: (kernel, rng) => outward(interval, cutNormal(rng, itemAt(means, kernel), itemAt(stds, kernel), low, high)),
    masses(value) {
      if (step === undefined) {
        const at = interval.scale.inward(value);
        return Float64Array.from(means, (mean, kernel) => {
          const std = itemAt(stds, kernel);
          return density((at - mean) / std) / std / itemAt(inside, kernel);
        });
      }
      const [from, to] = [scale.inward(value - step / 2), scale.inward(value + step / 2)];
      return Float64Array.from(means, (_, kernel) => between(kernel, from, to) / itemAt(inside, kernel));
    },
  };
}

/** Of each point: the distance of the farther of its neighbours; the ends of the range are neighbours of a lone one. */
function widths(points: readonly number[], low: number, high: number): readonly number[] {
  const order = points.map((_, i) => i).sort((a, b) => itemAt(points, a) - itemAt(points, b) || a - b);
  const least = (high - low) / Math.min(100, points.length + 2);
  const found = points.map(() => high - low);
  for (const [place, i] of order.entries()) {
    const at = itemAt(points, i);
    const before = order[place - 1];
    const after = order[place + 1];
    const left = before === undefined ? undefined : at - itemAt(points, before);
    const right = after === undefined ? undefined : itemAt(points, after) - at;
    const width =
      left === undefined && right === undefined ? Math.max(at - low, high - at) : Math.max(left ?? 0, right ?? 0);
    found[i] = Math.min(high - low, Math.max(least, width));
  }
  return found;
}
