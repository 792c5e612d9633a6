import type { PartConfig } from "../contracts/config.ts";
import type { DataShape } from "../contracts/dataset.ts";
import { namedParameters } from "../contracts/groups.ts";
import { type LayerPlan, layerBuilder } from "../contracts/layer.ts";
import type { NamedShape } from "../contracts/optimizer.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Shape } from "../tape/shape.ts";
import { attempt, type Bound } from "./bound.ts";

/** Layers in a row, each bound to the shape that comes out of the one before. */
export interface BoundLayers {
  readonly layers: readonly LayerPlan[];
  /** Of each layer, without the batch. */
  readonly inputs: readonly Shape[];
  /** What comes out of the last one. */
  readonly output: Shape;
  /** All of them, by their names in state_dict. */
  readonly parameters: readonly NamedShape[];
}

/** Lets the shape of the data go through layers. After one that does not take its input nothing more can be said. */
export function bindLayers(
  configs: readonly PartConfig[],
  { features, indices }: Pick<DataShape, "features" | "indices">,
  { layer }: Pick<Registry, "layer">,
): Bound<BoundLayers> {
  const build = layerBuilder(layer);
  const layers: LayerPlan[] = [];
  const inputs: Shape[] = [];
  let output = features;
  for (const [place, config] of configs.entries()) {
    const input = output;
    const bound = attempt(place, () => build(config, input, place === 0 ? indices : undefined));
    if ("issues" in bound) return bound;
    layers.push(bound.value);
    inputs.push(input);
    output = bound.value.output;
  }
  const parameters = namedParameters(layers.map((plan) => plan.parameters));
  return { value: { layers, inputs, output, parameters } };
}
