import Type, { type TObject, type TProperties } from "typebox";
import { numbersBakedIn } from "../kernels/families/elementwise.ts";
import { defineElementwiseLossOperation, type ElementwiseLossFormula } from "../kernels/families/losses.ts";
import type { Floats } from "../kernels/language/values.ts";
import { floatsOf, formatShape, type Shape } from "../tape/shape.ts";
import type { Mode, Tape, Tensor } from "../tape/tape.ts";
import type { PartConfig } from "./config.ts";
import type { Prediction } from "./metric.ts";
import { idling, Misfit, operationName, type Part, type PartDefinition, type Resolved, resolved } from "./part.ts";
import type { LaneLoss } from "./side-by-side.ts";
import { Python, type TorchCall, type TorchSpelling } from "./torch.ts";

/** A loss with its options bound. */
export interface LossPlan {
  /**
   * What a mean averages over: the terms of a sample, so that the loss is the recorded sum / (rows · terms); "weights",
   * so that it is divided by the sum of weights recorded at tape.weights; 0: nothing, the loss is the sum.
   */
  readonly terms: number | "weights";
  /** What it takes the model's outputs for. */
  readonly prediction: Prediction;
  /**
   * Records the loss of a batch, its sum at tape.losses; in training also its gradient by the output, of the mean or the
   * sum as `terms` says, which it returns.
   */
  emit(tape: Tape, output: Tensor, targets: Tensor, mode: Mode): Tensor | undefined;
  /** The loss of a row, for runs side by side. Absent: they have none. */
  readonly lane?: LaneLoss;
}

export interface LossPart extends Part {
  readonly slot: "loss";
  /** Metrics, without options, that are measured where the experiment names none. */
  readonly metrics: readonly string[];
  /** Whether it can be below 0. Default: no. */
  readonly canBeNegative?: boolean;
  /**
   * Throws Misfit when the model's output does not fit the data's targets.
   * @param classes how many classes there are, where the targets are indices of classes
   */
  plan(config: PartConfig, output: Shape, targets: Shape, classes?: number): LossPlan;
}

export function defineLoss<P extends TProperties>(
  definition: PartDefinition<P> & {
    metrics: readonly string[];
    canBeNegative?: boolean;
    plan: (params: Resolved<P>, output: Shape, targets: Shape, classes?: number) => LossPlan;
  },
): LossPart {
  const { plan, idle, ...rest } = definition;
  return {
    slot: "loss",
    ...rest,
    ...idling<P>(idle),
    plan: (config, output, targets, classes) => plan(resolved<P>(config), output, targets, classes),
  };
}

/** The parameter of every loss. */
export const reduction = {
  reduction: Type.Enum(["mean", "sum"], {
    default: "mean",
    description: "Whether to average over all values of a batch or to sum them.",
  }),
};

/**
 * A loss that compares output and targets value by value, both of one shape.
 * @param numbers what of the parameters the formulas need
 * @param loss of a value. 0 where output and target are
 * @param slope its gradient by the output
 */
export function defineElementwiseLoss<P extends TProperties = Record<never, never>, N extends string = never>(
  definition: Omit<PartDefinition<P>, "params"> &
    ElementwiseLossFormula<N> & {
      params?: TObject<P>;
      numbers?: (params: Resolved<P>) => Readonly<Record<N, number>>;
    },
): LossPart {
  const { params, numbers, loss, slope, idle, ...rest } = definition;
  const operation = defineElementwiseLossOperation<N>(operationName(rest), { loss, slope });
  return defineLoss<P & typeof reduction>({
    ...rest,
    ...(idle && { idle: (options, context) => idle(options as Resolved<P>, context) }),
    params: Type.Object<P & typeof reduction>({ ...((params?.properties ?? {}) as P), ...reduction }),
    metrics: [],
    plan(options, output, targets, classes) {
      const { reduction } = options as { reduction: "mean" | "sum" };
      requireNumbers(classes, output);
      requireSameShape(output, targets);
      const terms = reduction === "mean" ? output.reduce((a, b) => a * b, 1) : 0;
      return {
        terms,
        prediction: { kind: "numbers" },
        emit(tape, { offset }, { offset: target }, mode) {
          const gradient = mode === "train" ? tape.tensor(output) : undefined;
          const entries = Object.entries<number>(numbers?.(options as Resolved<P>) ?? {});
          const own = Object.fromEntries(entries.map(([name, value]) => [name, tape.number(value)]));
          const places = { output: offset, targets: target, gradient: gradient?.offset ?? 0 };
          const sizes = { floats: floatsOf(output), terms, sums: tape.losses, numbers: own as Record<N, number> };
          tape.record(operation({ ...places, ...sizes }));
          return gradient;
        },
        lane(kernel, outputs, targets) {
          const own = numbersBakedIn(kernel, numbers?.(options as Resolved<P>));
          const pairs = outputs.map((one, index) => [one, targets[index] as Floats] as const);
          const losses = pairs.map(([y, t]) => loss(kernel, y, t, own));
          return {
            loss: losses.reduce((sum, one) => kernel.add(sum, one)),
            slopes: pairs.map(([y, t]) => slope(kernel, y, t, own)),
          };
        },
      };
    },
  });
}

/** PyTorch takes weights as a tensor. @param parameter what holds them */
export const torchWeighted =
  (parameter: string): TorchSpelling =>
  ({ [parameter]: weights, ...keywords }) => {
    if (weights === undefined) return { keywords };
    const floats = { dtype: new Python("torch.float32") };
    const tensor: TorchCall = { callee: "torch.tensor", positional: [weights], keywords: floats, carried: [] };
    return { keywords: { [parameter]: tensor, ...keywords } };
  };

function requireNumbers(classes: number | undefined, output: Shape): void {
  if (classes === undefined) return;
  const message = `it compares numbers, but the targets are ${classes} classes`;
  const isBinary = classes === 2 && formatShape(output) === "[1]";
  throw new Misfit(undefined, message, `use ${isBinary ? "BCEWithLogitsLoss" : "CrossEntropyLoss"}`);
}

/** PyTorch would broadcast one to the other with no more than a warning, and compare each output with every target. */
export function requireSameShape(output: Shape, targets: Shape): void {
  if (formatShape(output) === formatShape(targets)) return;
  const found = `the model's output has the shape ${formatShape(output)}, the targets ${formatShape(targets)}`;
  const remedy = targets.length === 1 ? `let the model end in out_features: ${targets[0]}` : undefined;
  throw new Misfit(undefined, found, remedy);
}
