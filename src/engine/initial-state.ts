import { bindModel } from "../bind/model.ts";
import type { RunConfig } from "../contracts/config.ts";
import type { DataShape } from "../contracts/dataset.ts";
import { parameterName } from "../contracts/groups.ts";
import type { Registry } from "../contracts/registry.ts";
import { elements, type Shape } from "../tape/shape.ts";
import { drawInitial } from "./parameters.ts";

/** Values in PyTorch's order, by their name in state_dict. */
export interface NamedValues {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array;
  /** Of a buffer that counts, an integer in PyTorch. */
  readonly isCount: boolean;
}

/** What a run starts from: the parameters, and then the buffers, of every layer in order. */
export function initialState(
  config: RunConfig,
  shape: DataShape,
  seed: number,
  parts: Registry,
): readonly NamedValues[] {
  return bindModel(config, shape, parts).layers.flatMap(({ parameters, buffers = [] }, layer) => {
    const specs = [...parameters.map((spec) => ({ stream: "init" as const, ...spec })), ...buffers];
    return specs.map((spec): NamedValues => {
      const name = parameterName(layer, spec.name);
      const values = new Float32Array(elements(spec.shape));
      drawInitial({ ...spec, name, layer, localName: spec.name, stream: spec.stream ?? "init" }, seed, values);
      const isCount = "statistic" in spec && spec.statistic?.isCount === true;
      return { name, shape: spec.shape, values, isCount };
    });
  });
}
