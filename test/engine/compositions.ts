import type { PartConfig } from "../../src/contracts/config.ts";
import { layerBuilder } from "../../src/contracts/layer.ts";
import * as layers from "../../src/layers/index.ts";
import { complete } from "../configuration.ts";
import { LAYER_CASES, type LayerCase } from "../layers/cases.ts";
import type { Pick } from "../layers/propose.ts";

const build = layerBuilder(layers);

/** A random layer for an input of that shape, every option filled in, and the shape of its output. */
export function randomLayer(
  shape: readonly number[],
  pick: Pick,
  among: readonly string[] = Object.keys(LAYER_CASES),
): [PartConfig, readonly number[]] {
  for (;;) {
    const type = pick.one(...among);
    const { propose = () => ({}) } = LAYER_CASES[type] as LayerCase;
    const options = propose(shape, pick, (inner, types) => randomLayer(inner, pick, types)[0]);
    if (options === undefined) continue;
    const config = complete("layers", { type, ...options });
    return [config, build(config, shape).output];
  }
}

/** A random chain of layers, at least one of them with parameters. */
export function randomModel(shape: readonly number[], count: number, pick: Pick): [PartConfig[], readonly number[]] {
  for (;;) {
    const model: PartConfig[] = [];
    let output = shape;
    let learns = false;
    for (let i = 0; i < count; i++) {
      const [layer, next] = randomLayer(output, pick);
      learns ||= build(layer, output).parameters.length > 0;
      model.push(layer);
      output = next;
    }
    if (learns) return [model, output];
  }
}
