import type { PartConfig } from "../contracts/config.ts";
import { layerBuilder } from "../contracts/layer.ts";
import { Misfit } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import { spell, type TorchCall } from "../contracts/torch.ts";
import { writeOptimizer } from "../export/optimizer.ts";
import { writeCall } from "../export/python.ts";
import { writeSchedule } from "../export/schedule.ts";
import { itemAt } from "../numbers/item-at.ts";
import { type Part, resolvedDefaults } from "./defaults.ts";
import { flow } from "./markdown.ts";
import { trialOf } from "./trial.ts";

/** An example in PyTorch. */
export interface Spelt {
  readonly text: string;
  /** Whether PyTorch lacks it, so that an exported script brings a class of its own. */
  readonly isCarried: boolean;
}

const spelt = (call: TorchCall, before: string, carried: readonly string[] = call.carried): Spelt => ({
  text: writeCall(call, before),
  isCarried: carried.length > 0,
});

/** Of a scheduler. */
export function speltScheduler(parts: Registry, config: PartConfig): Spelt | undefined {
  const variant = trialOf(parts, { scheduler: flow(config) });
  const written = writeSchedule({ parts, ...variant });
  return written.kind === "constant" ? undefined : spelt(written.call, "scheduler = ", written.carried);
}

/** Of an optimizer, or of a transform in front of one. */
export function speltOptimizer(parts: Registry, config: PartConfig): Spelt {
  const isTransform = parts.optimizer[config.type]?.role === "transform";
  const chain = isTransform ? `[${flow(config)}, SGD]` : flow(config);
  const names = [{ name: "0.weight", shape: [1, 10] }];
  const written = writeOptimizer({ parts, ...trialOf(parts, { optimizer: chain }) }, names, false);
  if (!isTransform) return spelt(written.call, "optimizer = ", written.carried);
  const { average } = written;
  return average ? spelt(average.call, "average = ") : spelt(itemAt(written.gradients, 0), "");
}

export function speltLoss(parts: Registry, config: PartConfig): Spelt {
  const { loss } = trialOf(parts, { loss: flow(config) }).config;
  return spelt(spell(parts.loss[loss.type] as Part, loss), "criterion = ");
}

/** Inputs of a layer: features, lines of features, channels of an image; then lines of indices. */
const INPUTS: readonly { readonly input: readonly number[]; readonly indices?: number }[] = [
  { input: [8] },
  { input: [32, 16] },
  { input: [8, 28, 28] },
  { input: [32], indices: 55 },
];

export function speltLayer(parts: Registry, written: PartConfig): Spelt {
  const build = layerBuilder(parts.layer);
  const config = resolvedDefaults(parts.layer, written);
  for (const { input, indices } of INPUTS) {
    try {
      build(config, input, indices);
    } catch (error) {
      if (error instanceof Misfit) continue;
      throw error;
    }
    const inner = ((config.layers ?? []) as readonly PartConfig[]).map((layer) =>
      spell(parts.layer[layer.type] as Part, layer, { input }),
    );
    const place = { input, indices, key: [0], ...(inner.length > 0 && { inner }) };
    return spelt(spell(parts.layer[config.type] as Part, config, place), "");
  }
  throw new Error(`${written.type} takes none of the inputs that examples have`);
}
