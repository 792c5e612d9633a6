import Type, { type TObject, type TProperties } from "typebox";
import type { Op } from "../tape/op.ts";
import { elements, formatShape, type Shape } from "../tape/shape.ts";
import type { Mode, Tape, Tensor } from "../tape/tape.ts";
import type { PartConfig } from "./config.ts";
import { Misfit, type Part, type Resolved, resolved } from "./part.ts";

/** A loss with its options bound. */
export interface LossPlan {
  /** Values of a sample that a mean averages over, so that the loss is the recorded sum / (rows · terms); 0: the sum. */
  readonly terms: number;
  /**
   * Records the loss of a batch, its sum at tape.losses; in training also its gradient by the output, of the mean or the
   * sum as `terms` says, which it returns.
   */
  emit(tape: Tape, output: Tensor, targets: Tensor, mode: Mode): Tensor | undefined;
}

export interface LossPart extends Part {
  readonly slot: "loss";
  /** Whether it can be below 0. Default: no. */
  readonly canBeNegative?: boolean;
  /** Throws Misfit when the model's output does not fit the data's targets. */
  plan(config: PartConfig, output: Shape, targets: Shape): LossPlan;
}

export function defineLoss<P extends TProperties>(definition: {
  description: string;
  source: string;
  params: TObject<P>;
  canBeNegative?: boolean;
  plan: (params: Resolved<P>, output: Shape, targets: Shape) => LossPlan;
}): LossPart {
  const { plan, ...rest } = definition;
  return {
    slot: "loss",
    ...rest,
    plan: (config, output, targets) => plan(resolved<P>(config), output, targets),
  };
}

/**
 * A loss that compares output and targets value by value, both of one shape.
 * @param op records the sum, and the gradient
 */
export function defineElementwiseLoss(definition: { description: string; source: string; op: Op }): LossPart {
  const { description, source, op } = definition;
  const params = Type.Object({
    reduction: Type.Enum(["mean", "sum"], {
      default: "mean",
      description: "Whether to average over all values of a batch or to add them up.",
    }),
  });
  return defineLoss({
    description,
    source,
    params,
    plan({ reduction }, output, targets) {
      requireSameShape(output, targets);
      const width = elements(output);
      const terms = reduction === "mean" ? width : 0;
      return {
        terms,
        emit(tape, { offset }, { offset: target }, mode) {
          const gradient = mode === "train" ? tape.tensor(output) : undefined;
          tape.record(op, offset, target, gradient?.offset ?? 0, width, terms, tape.losses);
          return gradient;
        },
      };
    },
  });
}

function requireSameShape(output: Shape, targets: Shape): void {
  if (formatShape(output) === formatShape(targets)) return;
  const found = `the model's output has the shape ${formatShape(output)}, the targets ${formatShape(targets)}`;
  // PyTorch would broadcast one to the other with no more than a warning, and compare each output with every target.
  const remedy = targets.length === 1 ? `let the model end in out_features: ${targets[0]}` : undefined;
  throw new Misfit(undefined, found, remedy);
}
