import type { PartConfig } from "../definition/config.ts";
import type { DataShape } from "../definition/dataset.ts";
import { GROUPS, groupParameters, namedParameters } from "../definition/groups.ts";
import { layerBuilder } from "../definition/layer.ts";
import type { LossPart } from "../definition/loss.ts";
import { builderOf, type NamedShape } from "../definition/optimizer.ts";
import type { Registry } from "../definition/registry.ts";
import type { Shape } from "../tape/shape.ts";
import type { Composed } from "./compose.ts";
import { once } from "./memo.ts";
import { type PartsPiece, tried } from "./pieces.ts";
import type { Resolution } from "./resolve.ts";

/** A model on the data: the shape that comes out of it, and its parameters. */
export interface Fitted {
  readonly output: Shape;
  readonly parameters: readonly NamedShape[];
}

/** Lets the data's shape go through a model, layer by layer; undefined while the model itself is wrong. */
export function fitModel(
  composed: Composed,
  model: PartsPiece | undefined,
  data: DataShape,
  dataAt: Composed,
  layers: Registry["layer"],
): Resolution<Fitted> | undefined {
  const key = `output ${data.features.join()} ${data.indices}`;
  return model && once(composed, key, () => throughLayers(composed, model, data, dataAt, layers));
}

function throughLayers(
  composed: Composed,
  { parts }: PartsPiece,
  { features, indices }: DataShape,
  data: Composed,
  layers: Registry["layer"],
): Resolution<Fitted> {
  const build = layerBuilder(layers);
  const own: (readonly NamedShape[])[] = [];
  let shape = features;
  for (const [index, resolved] of parts.entries()) {
    const incoming = index === 0 ? indices : undefined;
    const plan = () => build(resolved.config, shape, incoming);
    const next = tried(composed, [resolved], plan, [data]);
    if ("problems" in next) return next;
    shape = next.value.output;
    own.push(next.value.parameters);
  }
  return { value: { output: shape, parameters: namedParameters(own) } };
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

/** Whether the optimizer's param groups find their parameters, and each its optimizer. */
export function groupsFit(
  composed: Composed,
  optimizer: PartsPiece | undefined,
  model: Fitted | undefined,
  registry: Registry,
  beside: readonly Composed[],
): Resolution<void> | undefined {
  const config = optimizer?.value.at(-1);
  if (optimizer === undefined || config === undefined || model === undefined || !mayMisfit(config)) return undefined;
  const { parameters } = model;
  const build = builderOf(registry.optimizer);
  const key = `groups ${parameters.map(({ name, shape }) => `${name}[${shape}]`).join()}`;
  return once(composed, key, () =>
    tried(
      composed,
      optimizer.parts,
      () => {
        for (const group of groupParameters(config, parameters, registry.optimizer)) build(group.config);
      },
      beside,
    ),
  );
}

/** Most optimizers take whatever parameters there are. */
function mayMisfit(config: PartConfig): boolean {
  return GROUPS in config || Object.values(config).some((value) => typeof value === "object") || "match" in config;
}
