import Type from "typebox";
import { defineLoss, reduction, requireSameShape, torchWeighted } from "../contracts/loss.ts";
import { Misfit } from "../contracts/part.ts";
import { binaryCrossEntropy, binaryCrossEntropyLoss, PADDING, periodOf } from "../kernels/families/losses.ts";
import { itemAt } from "../numbers/item-at.ts";
import { elements, stride, widthOf } from "../tape/shape.ts";
import type { Tape } from "../tape/tape.ts";

/** −w·y·log σ(x) − (1 − y)·log(1 − σ(x)). torch.nn.BCEWithLogitsLoss. */
export const BCEWithLogitsLoss = defineLoss({
  description: "Binary cross-entropy of logits. Each target is 0 or 1, or a probability in between.",
  source: "torch.nn.BCEWithLogitsLoss",
  use: {
    when: "Two classes with one output, or several independent labels. The model must not end in Sigmoid.",
    not: "More than two classes, one of which is right: use CrossEntropyLoss.",
  },
  params: Type.Object({
    pos_weight: Type.Optional(
      Type.Array(Type.Number({ minimum: 0 }), {
        minItems: 1,
        description: "Weight of positive targets, one for each output. Default: 1.",
      }),
    ),
    ...reduction,
  }),
  metrics: ["accuracy"],
  torch: torchWeighted("pos_weight"),
  plan({ pos_weight, reduction }, output, targets, classes) {
    requireBinary(classes);
    requireSameShape(output, targets);
    const width = widthOf(output);
    if (pos_weight !== undefined && pos_weight.length !== 1 && pos_weight.length !== width) {
      const message = `pos_weight has ${pos_weight.length} values, but the model has ${width} outputs`;
      throw new Misfit("pos_weight", message);
    }
    const terms = reduction === "mean" ? elements(output) : 0;
    return {
      terms,
      prediction: { kind: "binary" },
      lane(kernel, outputs, targets) {
        const rows = outputs.map((x, index) => {
          const weight = pos_weight?.[pos_weight.length === 1 ? 0 : index] ?? 1;
          return binaryCrossEntropy(kernel, x, itemAt(targets, index), kernel.float(weight));
        });
        return {
          loss: rows.map(({ loss }) => loss).reduce((sum, loss) => kernel.add(sum, loss)),
          slopes: rows.map(({ slope }) => slope()),
        };
      },
      emit(tape, { offset, lines }, target, mode) {
        const gradient = mode === "train" ? tape.tensor(output) : undefined;
        const places = { output: offset, targets: target.offset, gradient: gradient?.offset ?? 0 };
        const weights = weightsOn(tape, pos_weight ?? [1], width);
        tape.record(binaryCrossEntropyLoss({ ...places, width, lines, terms, sums: tape.losses, weights }));
        return gradient;
      },
    };
  },
});

function requireBinary(classes: number | undefined): void {
  if (classes === undefined || classes === 2) return;
  throw new Misfit(
    undefined,
    `it tells two classes apart, but the targets are ${classes} classes`,
    "use CrossEntropyLoss",
  );
}

/** A single weight applies to all outputs. See binaryCrossEntropyLoss. */
function weightsOn(tape: Tape, weights: readonly number[], width: number): number {
  const own = stride(width);
  const weightAt = (place: number) => (place < width ? itemAt(weights, weights.length === 1 ? 0 : place) : PADDING);
  return tape.constant(Float32Array.from({ length: periodOf(own) }, (_, index) => weightAt(index % own)));
}
