import type { Json, PartConfig, RunConfig } from "../src/contracts/config.ts";
import type { LossPart } from "../src/contracts/loss.ts";
import type { Part } from "../src/contracts/part.ts";
import * as layers from "../src/layers/index.ts";
import * as losses from "../src/losses/index.ts";
import * as metrics from "../src/metrics/index.ts";
import * as optimizers from "../src/optimizers/index.ts";
import * as transforms from "../src/transforms/index.ts";

const slots = { layers, losses, metrics, optimizers: { ...optimizers, ...transforms } };

/** A part with its defaults filled in, as the loader does it. */
export function complete(slot: keyof typeof slots, config: PartConfig): PartConfig {
  const part = (slots[slot] as unknown as Record<string, Part>)[config.type];
  if (!part) throw new Error(`no ${config.type} among the ${slot}`);
  const defaults: Record<string, Json> = {};
  const nested: Record<string, Json> = {};
  for (const [name, schema] of Object.entries(part.params.properties)) {
    if ("default" in schema) defaults[name] = schema.default as Json;
    if ("slot" in schema && config[name]) nested[name] = complete("optimizers", config[name] as PartConfig);
  }
  const { layers: inner } = config;
  const chain = Array.isArray(inner) ? { layers: inner.map((layer) => complete("layers", layer as PartConfig)) } : {};
  return { ...defaults, ...config, ...nested, ...chain };
}

/** A run of these parts, with every default filled in. */
export function configure(run: {
  model: readonly PartConfig[];
  loss?: PartConfig;
  optimizer?: PartConfig | readonly PartConfig[];
  batch_size?: number | "full";
  /** Default: those of the loss. */
  metrics?: readonly PartConfig[];
}): RunConfig {
  const { model, loss = { type: "MSELoss" }, optimizer = { type: "SGD" }, batch_size = "full" } = run;
  const own = (losses as unknown as Record<string, LossPart>)[loss.type]?.metrics ?? [];
  const { metrics = own.map((type) => ({ type })) } = run;
  return {
    data: { type: "test" },
    model: model.map((layer) => complete("layers", layer)),
    loss: complete("losses", loss),
    metrics,
    optimizer: [optimizer].flat().map((part) => complete("optimizers", part as PartConfig)),
    scheduler: [],
    training: {
      epochs: 1,
      batch_size,
      shuffle: true,
      drop_last: false,
      engine: "auto",
      on_divergence: "record",
      diverged_above: 1000,
    },
  };
}
