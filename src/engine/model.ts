import { bindChain, type Chain } from "../contracts/chain.ts";
import type { PartConfig, RunConfig } from "../contracts/config.ts";
import type { DataShape } from "../contracts/dataset.ts";
import { groupParameters, namedParameters } from "../contracts/groups.ts";
import { type LayerPlan, layerBuilder } from "../contracts/layer.ts";
import type { LossPart, LossPlan } from "../contracts/loss.ts";
import type { MetricPart, MetricPlan } from "../contracts/metric.ts";
import { builderOf, type NamedShape, type OptimizerPlan } from "../contracts/optimizer.ts";
import type { Part, PartsOf } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Shape } from "../tape/shape.ts";

/** A run's parts, bound to their options and to each other's shapes. */
export interface Model {
  readonly layers: readonly LayerPlan[];
  readonly loss: LossPlan;
  readonly metrics: readonly MetricPlan[];
  readonly groups: readonly GroupPlan[];
  readonly transforms: Omit<Chain, "optimizer">;
}

/** A param group with its optimizer. */
export interface GroupPlan {
  readonly name: string;
  /** Places of its parameters in the list of the model's. */
  readonly members: readonly number[];
  readonly optimizer: OptimizerPlan;
}

function find<P extends Part>(parts: PartsOf<P>, { type }: PartConfig): P {
  const part = parts[type];
  if (!part) throw new Error(`no such part: ${type}`);
  return part;
}

/** Binds the parts of a validated configuration. Throws Misfit where they do not fit together. */
export function bindModel(config: RunConfig, shape: DataShape, parts: Registry): Model {
  const build = layerBuilder(parts.layer);
  let output: Shape = shape.features;
  const plans = config.model.map((layer, index) => {
    const plan = build(layer, output, index === 0 ? shape.indices : undefined);
    output = plan.output;
    return plan;
  });
  const loss = find<LossPart>(parts.loss, config.loss).plan(config.loss, output, shape.targets, shape.classes);
  const measured = { prediction: loss.prediction, loss: config.loss.type, output };
  const figures = config.metrics.map((metric) => find<MetricPart>(parts.metric, metric).plan(metric, measured));
  const parameters = namedParameters(plans.map((plan) => plan.parameters));
  const { optimizer, ...chain } = bindChain(config.optimizer, parts.optimizer);
  return {
    layers: plans,
    loss,
    metrics: figures,
    groups: bindGroups(optimizer, parameters, parts.optimizer),
    transforms: chain,
  };
}

function bindGroups(
  config: PartConfig,
  parameters: readonly NamedShape[],
  optimizers: Registry["optimizer"],
): readonly GroupPlan[] {
  if (parameters.length === 0) throw new Error("the model has no parameters to train");
  const build = builderOf(optimizers);
  return groupParameters(config, parameters, optimizers).map(({ name, config, members }) => ({
    name,
    members,
    optimizer: build(config),
  }));
}
