import type { PartConfig } from "../../src/contracts/config.ts";
import { type Batch, range, sum } from "../layers/formulas.ts";
import type { Pick } from "../layers/propose.ts";

/** The terms of a loss and what their mean divides by. */
export interface Terms {
  readonly terms: readonly number[];
  readonly divisor: number;
}

export type Formula = (
  output: Batch,
  targets: readonly number[],
  loss: PartConfig,
  kink: (distance: number) => void,
) => Terms;

/** Value against value. @param kinks differences at which the slope jumps */
export const pairwise =
  (f: (d: number, loss: PartConfig) => number, kinks: (loss: PartConfig) => readonly number[] = () => []): Formula =>
  ({ rows }, targets, loss, kink) => {
    const differences = rows.flat().map((value, i) => value - (targets[i] as number));
    for (const d of differences) for (const at of kinks(loss)) kink(Math.abs(Math.abs(d) - at));
    return { terms: differences.map((d) => f(d, loss)), divisor: differences.length };
  };

export const smoothL1 = (d: number, { beta = 1 }: PartConfig) => {
  const b = beta as number;
  return Math.abs(d) < b ? (0.5 * d * d) / b : Math.abs(d) - 0.5 * b;
};

export const huber = (d: number, { delta = 1 }: PartConfig) => {
  const limit = delta as number;
  return Math.abs(d) <= limit ? 0.5 * d * d : limit * (Math.abs(d) - 0.5 * limit);
};

export const binary: Formula = ({ shape, rows }, targets, { pos_weight }) => {
  const width = shape.at(-1) as number;
  const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  const terms = rows.flat().map((x, i) => {
    const y = targets[i] as number;
    const weight = (pos_weight as number[] | undefined)?.[i % width] ?? 1;
    return weight * y * softplus(-x) + (1 - y) * softplus(x);
  });
  return { terms, divisor: terms.length };
};

/** The lines of an output that has a value for each class, beside their targets. */
export function positions({ shape, rows }: Batch, targets: readonly number[]): [number[], number][] {
  const width = shape.at(-1) as number;
  const values = rows.flat();
  return targets.map((target, i) => [values.slice(i * width, (i + 1) * width), target]);
}

/** −log p of each class, mixed as label smoothing says. @param normalised whether the output is log p already */
export const likelihood =
  (normalised: boolean): Formula =>
  (output, targets, { weight, ignore_index = -100, label_smoothing = 0 }) => {
    const counted = positions(output, targets).filter(([, target]) => target !== ignore_index);
    const weightOf = (target: number) => (weight as number[] | undefined)?.[target] ?? 1;
    const smoothing = label_smoothing as number;
    const terms = counted.map(([line, target]) => {
      const most = Math.max(...line);
      const total = normalised ? 0 : most + Math.log(sum(line.map((x) => Math.exp(x - most))));
      const cost = (c: number) => weightOf(c) * (total - (line[c] as number));
      return (1 - smoothing) * cost(target) + (smoothing / line.length) * sum(range(line.length).map(cost));
    });
    return { terms, divisor: sum(counted.map(([, target]) => weightOf(target))) };
  };

export const multiMargin: Formula = (output, targets, { p = 1, margin = 1, weight }, kink) => {
  const terms = positions(output, targets).map(([line, target]) => {
    const own = line[target] as number;
    const shortfalls = line.map((x, c) => (c === target ? 0 : (margin as number) - own + x));
    if (p === 1) for (const [c, z] of shortfalls.entries()) if (c !== target) kink(Math.abs(z));
    const costs = shortfalls.map((z) => Math.max(0, z) ** (p as number));
    return (((weight as number[] | undefined)?.[target] ?? 1) * sum(costs)) / line.length;
  });
  return { terms, divisor: terms.length };
};

/** A weight for each class or output, none alike its neighbour. */
export const weightsOf = (outputs: number) => range(outputs).map((i) => 0.5 + ((i * 7) % 4) / 2);

export const weighted = (outputs: number, pick: Pick) => (pick.boolean() ? { weight: weightsOf(outputs) } : {});
