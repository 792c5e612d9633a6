import type { PartConfig } from "../../src/contracts/config.ts";
import { LAYER_CASES } from "../layers/cases.ts";
import type { Batch } from "../layers/formulas.ts";
import { LOSS_CASES } from "../losses/cases.ts";

/** Values of parameters by name, in PyTorch's order. */
export type Weights = Map<string, number[]>;

interface Result {
  readonly loss: number;
  /** How close any value came to a kink of the model or the loss, where a gradient does not exist. */
  readonly kink: number;
}

/**
 * The loss of a batch in double precision, straight from the formulas.
 * @param x rows of a shape, by default one dimension
 */
export function referenceLoss(
  model: readonly PartConfig[],
  loss: PartConfig,
  weights: Weights,
  x: readonly number[][],
  y: readonly number[][],
  shape: readonly number[] = [x[0]?.length ?? 0],
): Result {
  let kink = Number.POSITIVE_INFINITY;
  const note = (distance: number) => {
    kink = Math.min(kink, distance);
  };
  const chain = (layers: readonly PartConfig[], input: Batch, prefix: string): Batch =>
    layers.reduce((batch, layer, index) => {
      const formula = LAYER_CASES[layer.type]?.formula;
      if (!formula) throw new Error(`no formula of ${layer.type}`);
      return formula(batch, layer, {
        parameter: (name) => weights.get(`${prefix}${index}.${name}`),
        kink: note,
        chain: (inner, start) => chain(inner, start, `${prefix}${index}.`),
      });
    }, input);
  const formula = LOSS_CASES[loss.type]?.formula;
  if (!formula) throw new Error(`no formula of ${loss.type}`);
  const { terms, divisor } = formula(chain(model, { shape, rows: x }, ""), y.flat(), loss, note);
  const total = terms.reduce((sum, term) => sum + term, 0);
  return { loss: loss.reduction === "sum" ? total : total / divisor, kink };
}
