import type { PartConfig, RunConfig } from "../definition/config.ts";
import type { DataShape } from "../definition/dataset.ts";
import type { LayerPart, LayerPlan } from "../definition/layer.ts";
import type { LossPart, LossPlan } from "../definition/loss.ts";
import type { OptimizerPart, OptimizerPlan } from "../definition/optimizer.ts";
import type { Part, PartsOf } from "../definition/part.ts";
import * as layers from "../layers/index.ts";
import * as losses from "../losses/index.ts";
import * as optimizers from "../optimizers/index.ts";
import type { Shape } from "../tape/shape.ts";

/** A run's parts, bound to their options and to each other's shapes. */
export interface Model {
  readonly layers: readonly LayerPlan[];
  readonly loss: LossPlan;
  readonly optimizer: OptimizerPlan;
}

function find<P extends Part>(parts: PartsOf<P>, { type }: PartConfig): P {
  const part = parts[type];
  if (!part) throw new Error(`no such part: ${type}`);
  return part;
}

/** Binds the parts of a validated configuration. Throws Misfit where they do not fit together. */
export function bindModel(config: RunConfig, shape: DataShape): Model {
  let output: Shape = shape.features;
  const plans = config.model.map((layer, index) => {
    const plan = find<LayerPart>(layers, layer).plan(layer, output, index === 0 ? shape.indices : undefined);
    output = plan.output;
    return plan;
  });
  const loss = find<LossPart>(losses, config.loss).plan(config.loss, output, shape.targets, shape.classes);
  return { layers: plans, loss, optimizer: bindOptimizer(config.optimizer) };
}

function bindOptimizer(chain: readonly PartConfig[]): OptimizerPlan {
  const [config, ...more] = chain;
  if (!config || more.length > 0) throw new Error("gradient transforms are not supported yet");
  return find<OptimizerPart>(optimizers, config).plan(config);
}
