import type { Chain } from "../contracts/chain.ts";
import type { RunConfig } from "../contracts/config.ts";
import type { DataShape } from "../contracts/dataset.ts";
import type { LossPlan } from "../contracts/loss.ts";
import type { MetricPlan } from "../contracts/metric.ts";
import type { Registry } from "../contracts/registry.ts";
import { taken } from "./bound.ts";
import { type BoundLayers, bindLayers } from "./layers.ts";
import { bindLoss, bindMetrics } from "./loss.ts";
import { bindGroups, bindTransforms, type GroupPlan } from "./optimizer.ts";

/** A run's parts, bound to their options and to each other's shapes. */
export interface Model extends BoundLayers {
  readonly loss: LossPlan;
  readonly metrics: readonly MetricPlan[];
  readonly groups: readonly GroupPlan[];
  readonly transforms: Omit<Chain, "optimizer">;
}

/**
 * Binds the parts of a checked configuration.
 * @throws Misfit where they do not fit together: its parameter is the path from the section, "model.0.in_features"
 */
export function bindModel(config: RunConfig, shape: DataShape, parts: Registry): Model {
  const layers = taken("model", bindLayers(config.model, shape, parts));
  const loss = taken("loss", bindLoss(config.loss, layers.output, shape, parts));
  const measured = { prediction: loss.prediction, loss: config.loss.type, output: layers.output };
  const metrics = taken("metrics", bindMetrics(config.metrics, measured, parts));
  const { optimizer: _, ...transforms } = taken("optimizer", bindTransforms(config.optimizer, parts));
  const groups = taken("optimizer", bindGroups(config.optimizer, layers.parameters, parts));
  return { ...layers, loss, metrics, groups, transforms };
}
