import type { PartConfig } from "../../src/definition/config.ts";

/** Values of parameters by name, in PyTorch's order. */
export type Weights = Map<string, number[]>;

interface Result {
  readonly loss: number;
  /** How close any value came to a kink of the model or the loss, where a gradient does not exist. */
  readonly kink: number;
}

/** The loss of a batch in double precision, straight from the formulas. */
export function referenceLoss(
  model: readonly PartConfig[],
  loss: PartConfig,
  weights: Weights,
  x: readonly number[][],
  y: readonly number[][],
): Result {
  let kink = Number.POSITIVE_INFINITY;
  let values = x.map((row) => [...row]);
  model.forEach((layer, index) => {
    if (layer.type === "Linear") values = values.map((row) => linear(row, index, layer, weights));
    else {
      if (layer.type === "ReLU") kink = Math.min(kink, ...values.flat().map(Math.abs));
      values = values.map((row) => row.map(ELEMENTWISE[layer.type] as (value: number) => number));
    }
  });
  const differences = values.flatMap((row, r) => row.map((value, c) => value - (y[r]?.[c] as number)));
  if (loss.type === "L1Loss") kink = Math.min(kink, ...differences.map(Math.abs));
  const terms = differences.map((d) => (loss.type === "L1Loss" ? Math.abs(d) : d * d));
  const sum = terms.reduce((total, term) => total + term, 0);
  return { loss: loss.reduction === "sum" ? sum : sum / terms.length, kink };
}

const ELEMENTWISE: Record<string, (value: number) => number> = {
  ReLU: (value) => Math.max(0, value),
  Tanh: Math.tanh,
  Sigmoid: (value) => 1 / (1 + Math.exp(-value)),
};

function linear(row: number[], index: number, layer: PartConfig, weights: Weights): number[] {
  const weight = weights.get(`${index}.weight`) as number[];
  const bias = weights.get(`${index}.bias`);
  return Array.from({ length: layer.out_features as number }, (_, output) =>
    row.reduce(
      (sum, value, input) => sum + value * (weight[output * row.length + input] as number),
      bias?.[output] ?? 0,
    ),
  );
}
