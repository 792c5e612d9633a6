import type { DataShape } from "../definition/dataset.ts";
import { layerBuilder } from "../definition/layer.ts";
import type { LossPart } from "../definition/loss.ts";
import type { Registry } from "../definition/registry.ts";
import type { Shape } from "../tape/shape.ts";
import type { Composed } from "./compose.ts";
import { once } from "./memo.ts";
import { type PartsPiece, tried } from "./pieces.ts";
import type { Resolution } from "./resolve.ts";

/** The shape that comes out of a model, layer by layer; undefined while the model itself is wrong. */
export function outputOf(
  composed: Composed,
  model: PartsPiece | undefined,
  data: DataShape,
  dataAt: Composed,
  layers: Registry["layer"],
): Resolution<Shape> | undefined {
  const key = `output ${data.features.join()} ${data.indices}`;
  return model && once(composed, key, () => throughLayers(composed, model, data, dataAt, layers));
}

function throughLayers(
  composed: Composed,
  { parts }: PartsPiece,
  { features, indices }: DataShape,
  data: Composed,
  layers: Registry["layer"],
): Resolution<Shape> {
  const build = layerBuilder(layers);
  let shape = features;
  for (const [index, resolved] of parts.entries()) {
    const incoming = index === 0 ? indices : undefined;
    const plan = () => build(resolved.config, shape, incoming).output;
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
  { targets, classes }: DataShape,
  beside: readonly Composed[],
): Resolution<void> | undefined {
  if (loss === undefined || output === undefined) return undefined;
  const plan = () => {
    for (const { part, config } of loss.parts) (part as LossPart).plan(config, output, targets, classes);
  };
  return once(composed, `fit ${output.join()} ${targets.join()} ${classes}`, () =>
    tried(composed, loss.parts, plan, beside),
  );
}
