import type { PartConfig } from "../contracts/config.ts";
import { namedParameters } from "../contracts/groups.ts";
import { type LayerPlan, layerBuilder } from "../contracts/layer.ts";
import type { NamedShape } from "../contracts/optimizer.ts";
import { spell, type TorchCall } from "../contracts/torch.ts";
import type { Shape } from "../tape/shape.ts";
import type { RunToWrite } from "./run.ts";

/** The model in PyTorch, and what the rest of the script must know of it. */
export interface WrittenModel {
  readonly call: TorchCall;
  readonly carried: readonly string[];
  readonly parameters: readonly NamedShape[];
  readonly output: Shape;
  /** Layers that stay in evaluation mode, as in state_dict. */
  readonly frozen: readonly string[];
  /** Whether some layer keeps chance of its own in evaluation mode's absence, which no state_dict holds. */
  readonly layers: readonly LayerPlan[];
}

/** Where a layer stands: the shape of its input, its name in state_dict, and of a first layer on indices how many there are. */
interface Place {
  readonly input: Shape;
  readonly name: string;
  readonly indices: number | undefined;
}

export function writeModel({ parts, config, shape, keyOf }: RunToWrite): WrittenModel {
  const build = layerBuilder(parts.layer);
  const carried: string[] = [];
  const frozen: string[] = [];

  const chain = (layers: readonly PartConfig[], input: Shape, path: string, indices?: number) => {
    let at = input;
    const plans: LayerPlan[] = [];
    const calls = layers.map((layer, index) => {
      const name = path + index;
      const own = index === 0 ? indices : undefined;
      const plan = build(layer, at, own);
      const call = spellLayer(layer, plan, { input: at, name, indices: own });
      plans.push(plan);
      at = plan.output;
      return call;
    });
    return { calls, plans, output: at };
  };
  const spellLayer = (layer: PartConfig, plan: LayerPlan, { input, name, indices }: Place): TorchCall => {
    const part = parts.layer[layer.type];
    if (part === undefined) throw new Error(`no layer is called ${layer.type}`);
    const inner = Array.isArray(layer.layers)
      ? chain(layer.layers as readonly PartConfig[], input, `${name}.`).calls
      : undefined;
    // Chance of its own, not of a layer inside it.
    const hasChance = !inner && plan.buffers?.some(({ stream }) => stream !== undefined);
    const key = hasChance ? keyOf(name) : undefined;
    if (layer.frozen === true) frozen.push(name);
    const call = spell(part, layer, { input, indices, ...(inner && { inner }), ...(key && { key }) });
    carried.push(...call.carried);
    return call;
  };

  const { calls, plans, output } = chain(config.model, shape.features, "", shape.indices);
  const call: TorchCall = { callee: "nn.Sequential", positional: calls, keywords: {}, carried: [] };
  const parameters = namedParameters(plans.map((plan) => plan.parameters));
  return { call, carried, parameters, output, frozen, layers: plans };
}
