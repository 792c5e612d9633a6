import { taken } from "../bind/bound.ts";
import { bindLayers } from "../bind/layers.ts";
import { bindModel, type Model } from "../bind/model.ts";
import type { PartConfig } from "../contracts/config.ts";
import type { LayerPart } from "../contracts/layer.ts";
import type { PartsOf } from "../contracts/part.ts";
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
  /** Biases that a later layer takes away, as in state_dict. */
  readonly removed: readonly string[];
}

export function writeModel({
  parts,
  config,
  shape,
  keyOf,
}: Pick<RunToWrite, "parts" | "config" | "shape" | "keyOf">): WrittenModel {
  const carried: string[] = [];
  const frozen: string[] = [];
  const removed: string[] = [];

  const spellLayers = (layers: readonly PartConfig[], inputs: readonly Shape[], path: string, indices?: number) => {
    removed.push(...shiftedBefore(layers, parts.layer).map((index) => `${path}${index}.bias`));
    return layers.map((layer, i) => spellLayer(layer, inputs[i] ?? [], path + i, i === 0 ? indices : undefined));
  };
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
  const names = new Set(bound.parameters.map(({ name }) => name));
  const call = { callee: "nn.Sequential", positional, keywords: {}, carried: [] };
  return { call, carried, bound, frozen, removed: removed.filter((name) => names.has(name)) };
}

/** Places of layers of which a later one takes away whatever constant they add to a channel. */
function shiftedBefore(layers: readonly PartConfig[], parts: PartsOf<LayerPart>): readonly number[] {
  const shiftOf = (layer: PartConfig | undefined) => layer && parts[layer.type]?.shift?.(layer);
  return layers.flatMap((layer, i) => {
    if (shiftOf(layer) !== "removed") return [];
    let before = i - 1;
    while (shiftOf(layers[before]) === "kept") before--;
    return before < 0 ? [] : [before];
  });
}
