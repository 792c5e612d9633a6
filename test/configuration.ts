import type { Json, PartConfig, RunConfig } from "../src/definition/config.ts";
import type { Part } from "../src/definition/part.ts";
import * as layers from "../src/layers/index.ts";
import * as losses from "../src/losses/index.ts";
import * as optimizers from "../src/optimizers/index.ts";

const slots = { layers, losses, optimizers };

/** A part with its defaults filled in, as the loader does it. */
export function complete(slot: keyof typeof slots, config: PartConfig): PartConfig {
  const part = (slots[slot] as unknown as Record<string, Part>)[config.type];
  if (!part) throw new Error(`no ${config.type} among the ${slot}`);
  const defaults: Record<string, Json> = {};
  for (const [name, schema] of Object.entries(part.params.properties)) {
    if ("default" in schema) defaults[name] = schema.default as Json;
  }
  const { layers: inner } = config;
  const chain = Array.isArray(inner) ? { layers: inner.map((layer) => complete("layers", layer as PartConfig)) } : {};
  return { ...defaults, ...config, ...chain };
}

/** A run of these parts, with every default filled in. */
export function configure(run: {
  model: readonly PartConfig[];
  loss?: PartConfig;
  optimizer?: PartConfig;
  batch_size?: number | "full";
}): RunConfig {
  const { model, loss = { type: "MSELoss" }, optimizer = { type: "SGD" }, batch_size = "full" } = run;
  return {
    data: { type: "test" },
    model: model.map((layer) => complete("layers", layer)),
    loss: complete("losses", loss),
    optimizer: [complete("optimizers", optimizer)],
    scheduler: [],
    training: {
      epochs: 1,
      batch_size,
      shuffle: true,
      drop_last: false,
      engine: "wasm",
      on_divergence: "record",
    },
  };
}
