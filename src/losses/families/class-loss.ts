import Type, { type TProperties } from "typebox";
import { defineLoss, type LossPart, reduction, torchWeighted } from "../../contracts/loss.ts";
import {
  idle,
  Misfit,
  type PartContext,
  type PartDefinition,
  type Resolved,
  type Warning,
} from "../../contracts/part.ts";
import type { LaneLoss } from "../../contracts/side-by-side.ts";
import type { ClassLossPlaces } from "../../kernels/families/class-losses.ts";
import type { LaneClasses } from "../../kernels/families/lane-classes.ts";
import type { Kernel } from "../../kernels/language/kernel.ts";
import type { Floats } from "../../kernels/language/values.ts";
import type { Operation } from "../../kernels/operation.ts";
import { counted } from "../../numbers/counted.ts";
import { elements, formatShape, linesOf, type Shape, stride, widthOf } from "../../tape/shape.ts";
import type { Tape } from "../../tape/tape.ts";

/** An index that no class has, so that nothing is ignored. */
export const NOTHING = -2_147_483_648;

/** PyTorch's, which no class has. */
const DEFAULT_IGNORED = -100;

/** Ignores targets of a class. */
export const ignoreIndex = Type.Integer({
  default: DEFAULT_IGNORED,
  description: "Targets of this class are ignored.",
});

/** Who ignores a class that the data do not have. PyTorch's default stands for none. */
export function idleIgnored(index: number, { classes }: PartContext): readonly Warning[] {
  if (classes === undefined || index === DEFAULT_IGNORED || (index >= 0 && index < classes)) return [];
  const known = `0 to ${classes - 1}`;
  return idle(["ignore_index"], `where no class is ${index}: they are ${known}`, `choose one of ${known}`);
}

/** A loss's own part of its operation. */
interface ClassLossRule {
  /** Whether a mean divides by the sum of the targets' weights instead of the number of samples. */
  readonly isWeighted: boolean;
  readonly ignored: number;
  /** The loss of a row, for runs side by side. Absent: they have none. */
  readonly lane?: (kernel: Kernel, row: LaneClasses) => ReturnType<LaneLoss>;
  /** @param weight of each class, where they differ */
  operation(tape: Tape, places: ClassLossPlaces, weight: readonly number[] | undefined): Operation;
}

const weightOption = {
  weight: Type.Optional(
    Type.Array(Type.Number({ minimum: 0 }), { minItems: 1, description: "Weight of each class. Default: 1." }),
  ),
};

/** Defines a loss on class indices. The last dimension of the output has a value for each class. */
export function defineClassLoss<P extends TProperties>(
  definition: PartDefinition<P> & {
    canBeNegative?: boolean;
    /** Whether softmax turns the outputs into probabilities. */
    isLikelihood: boolean;
    rule: (params: Resolved<P>, output: Shape) => ClassLossRule;
  },
): LossPart {
  const { params, isLikelihood, rule, idle, ...rest } = definition;
  return defineLoss<P & typeof weightOption & typeof reduction>({
    ...rest,
    ...(idle && { idle: (options, context) => idle(options as Resolved<P>, context) }),
    params: Type.Object<P & typeof weightOption & typeof reduction>({
      ...params.properties,
      ...weightOption,
      ...reduction,
    }),
    metrics: ["accuracy"],
    torch: torchWeighted("weight"),
    plan(options, output, targets, classes) {
      const { weight, reduction } = options as { weight?: number[]; reduction: "mean" | "sum" };
      requireClasses(output, targets, classes);
      requireWeights(weight, widthOf(output));
      const { isWeighted, ignored, lane, operation } = rule(options as Resolved<P>, output);
      const isMean = reduction === "mean";
      return {
        terms: isMean ? (isWeighted ? "weights" : 1) : 0,
        prediction: { kind: "classes", ignored, isLikelihood },
        ...(lane && {
          lane: (kernel, outputs, [target]) =>
            lane(kernel, { outputs, target: target as Floats, ignored, weights: weight }),
        }),
        emit(tape, { offset, width, lines }, target, mode) {
          const gradient = mode === "train" ? tape.tensor(output) : undefined;
          const arrays = { output: offset, targets: target.offset, gradient: gradient?.offset ?? 0 };
          const own = { classes: width, positions: lines, ignored, isMean, isWeighted };
          const sums = { losses: tape.losses, weights: tape.weights, stepBytes: 4 };
          const places = { classWeights: weight ? weightsOn(tape, weight) : 0, scratch: tape.allocate(16) };
          tape.record(operation(tape, { ...arrays, ...own, ...sums, ...places }, weight));
          return gradient;
        },
      };
    },
  });
}

function weightsOn(tape: Tape, weight: readonly number[]): number {
  const padded = new Float32Array(stride(weight.length));
  padded.set(weight);
  return tape.constant(padded);
}

function requireClasses(output: Shape, targets: Shape, classes: number | undefined): void {
  if (classes === undefined) {
    const message = "it needs indices of classes as targets, but the targets are numbers";
    throw new Misfit(undefined, message, "use MSELoss, or data whose targets are classes");
  }
  if (linesOf(output) !== elements(targets)) {
    const message = `the model's output has the shape ${formatShape(output)}, which is classes at ${linesOf(output)} positions, but there are targets at ${elements(targets)}`;
    throw new Misfit(undefined, message, targets.length === 1 && targets[0] === 1 ? "flatten the output" : undefined);
  }
  if (widthOf(output) !== classes) {
    const outputs = widthOf(output);
    const message = `the targets are ${classes} classes, but the model has ${counted(outputs, "output")}`;
    throw new Misfit(undefined, message, `let the model end in out_features: ${classes}`);
  }
}

function requireWeights(weight: readonly number[] | undefined, classes: number): void {
  if (weight === undefined || weight.length === classes) return;
  throw new Misfit("weight", `weight has ${weight.length} values, but there are ${classes} classes`);
}
