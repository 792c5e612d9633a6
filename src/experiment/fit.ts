import type { LayerPart } from "../definition/layer.ts";
import type { LossPart } from "../definition/loss.ts";
import type { Shape } from "../tape/shape.ts";
import type { Composed } from "./compose.ts";
import { once } from "./memo.ts";
import { type PartsPiece, tried } from "./pieces.ts";
import type { Resolution } from "./resolve.ts";

/** The shape that comes out of a model, layer by layer; undefined while the model itself is wrong. */
export function outputOf(
  composed: Composed,
  model: PartsPiece | undefined,
  features: Shape,
  data: Composed,
): Resolution<Shape> | undefined {
  return model && once(composed, `output ${features.join()}`, () => throughLayers(composed, model, features, data));
}

function throughLayers(composed: Composed, { parts }: PartsPiece, features: Shape, data: Composed): Resolution<Shape> {
  let shape = features;
  for (const resolved of parts) {
    const plan = () => (resolved.part as LayerPart).plan(resolved.config, shape).output;
    const next = tried(composed, [resolved], plan, [data]);
    if ("problems" in next) return next;
    shape = next.value;
  }
  return { value: shape };
}

/** Whether a loss takes what comes out of the model, and the targets. */
export function lossFit(
  composed: Composed,
  loss: PartsPiece | undefined,
  output: Shape | undefined,
  targets: Shape,
  beside: readonly Composed[],
): Resolution<void> | undefined {
  if (loss === undefined || output === undefined) return undefined;
  const plan = () => {
    for (const { part, config } of loss.parts) (part as LossPart).plan(config, output, targets);
  };
  return once(composed, `fit ${output.join()} ${targets.join()}`, () => tried(composed, loss.parts, plan, beside));
}
