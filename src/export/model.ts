import { taken } from "../bind/bound.ts";
import { bindLayers } from "../bind/layers.ts";
import { bindModel, type Model } from "../bind/model.ts";
import type { PartConfig } from "../contracts/config.ts";
import { spell, type TorchCall } from "../contracts/torch.ts";
import type { Shape } from "../tape/shape.ts";
import type { RunToWrite } from "./run.ts";

/** The model in PyTorch, and what the rest of the script must know of it. */
export interface WrittenModel {
  readonly call: TorchCall;
  readonly carried: readonly string[];
  readonly bound: Model;
  /** Layers that stay in evaluation mode, as in state_dict. */
  readonly frozen: readonly string[];
}

export function writeModel({ parts, config, shape, keyOf }: RunToWrite): WrittenModel {
  const carried: string[] = [];
  const frozen: string[] = [];

  const spellLayers = (layers: readonly PartConfig[], inputs: readonly Shape[], path: string, indices?: number) =>
    layers.map((layer, i) => spellLayer(layer, inputs[i] ?? [], path + i, i === 0 ? indices : undefined));
  const spellLayer = (layer: PartConfig, input: Shape, name: string, indices?: number): TorchCall => {
    const part = parts.layer[layer.type];
    if (part === undefined) throw new Error(`no layer is called ${layer.type}`);
    const inner = Array.isArray(layer.layers)
      ? spellInner(layer.layers as readonly PartConfig[], input, name)
      : undefined;
    if (layer.frozen === true) frozen.push(name);
    const call = spell(part, layer, { input, indices, ...(inner && { inner }), key: keyOf(name) });
    carried.push(...call.carried);
    return call;
  };
  const spellInner = (layers: readonly PartConfig[], input: Shape, name: string) => {
    const { inputs } = taken("layers", bindLayers(layers, { features: input }, parts));
    return spellLayers(layers, inputs, `${name}.`);
  };

  const bound = bindModel(config, shape, parts);
  const positional = spellLayers(config.model, bound.inputs, "", shape.indices);
  return { call: { callee: "nn.Sequential", positional, keywords: {}, carried: [] }, carried, bound, frozen };
}
