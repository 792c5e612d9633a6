import { assert } from "chai";
import type { Json, PartConfig } from "../../src/contracts/config.ts";
import { layerBuilder, type ParameterSpec } from "../../src/contracts/layer.ts";
import * as layers from "../../src/layers/index.ts";
import * as optimizers from "../../src/optimizers/index.ts";
import { complete } from "../configuration.ts";
import { golden } from "../golden.ts";
import { Follower } from "./trajectory.ts";

/** A parameter of a layer, as one kind among those that layers have. */
interface Kind {
  readonly kind: string;
  readonly layer: PartConfig;
  readonly input: readonly number[];
  readonly indices?: number;
  readonly name: string;
  readonly shape: readonly number[];
}

interface ShapesFile {
  readonly steps: number;
  readonly parameters: readonly Kind[];
  readonly cases: readonly {
    readonly id: string;
    readonly optimizer: { readonly type: string; readonly params: Readonly<Record<string, Json>> };
    /** After the last step: [parameters][values]; null where it takes no parameters of the kind. */
    readonly float32: readonly (readonly (number | "NaN")[] | null)[];
  }[];
}

const { steps, parameters, cases } = golden<ShapesFile>("optimizer_shapes.json");

/** Not PyTorch's. */
const OWN = ["Lion", "Lookahead"];

/** Values in [-2, 2) that a float32 holds exactly; the same as in recorders/optimizers.py. Park and Miller 1988. */
function drawn(seed: number, shape: readonly number[]): number[] {
  let state = seed;
  return Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => {
    state = (state * 16807) % 2147483647;
    return ((state % 4096) - 2048) / 1024;
  });
}

/** Of an embedding, a third of the rows has none: their indices do not occur in the batch. */
function gradientOf({ shape, indices }: Kind, index: number, step: number): number[] {
  const values = drawn(1000 * (index + 1) + step, shape);
  const columns = shape.at(-1) ?? 1;
  return values.map((value, at) => (indices && (Math.floor(at / columns) + step) % 3 === 0 ? 0 : value));
}

/** The parameter as its layer stores it. */
function specOf({ layer, input, indices, name }: Kind): ParameterSpec {
  const config = complete("layers", layer);
  const spec = layerBuilder(layers)(config, input, indices).parameters.find((own) => own.name === name);
  if (spec === undefined) throw new Error(`${layer.type} has no ${name}`);
  return spec;
}

const specs = parameters.map(specOf);

/** A parameter's values after all steps, with no others in its group. */
function pathEnd(config: PartConfig, index: number): readonly number[] {
  const kind = parameters[index] as Kind;
  const { transposed, rows } = specs[index] as ParameterSpec;
  const init = [drawn(index + 1, kind.shape)];
  const grads = Array.from({ length: steps }, (_, step) => [gradientOf(kind, index, step + 1)]);
  const stored = [{ transposed, ...(rows !== undefined && { rows }) }];
  const follower = new Follower(config, { shapes: [kind.shape], init, grads, stored });
  return grads.map((gradients) => follower.step(gradients)).at(-1)?.[0] ?? [];
}

describe("optimizers update parameters of every kind as PyTorch does", () => {
  it("and the kinds are those of the layers", () => {
    parameters.forEach(({ kind, shape }, index) => {
      assert.deepEqual(specs[index]?.shape, shape, kind);
    });
    const learning = Object.keys(layers).filter((type) => parameters.some(({ layer }) => layer.type === type));
    assert.includeMembers(learning, ["Linear", "Conv1d", "Conv2d", "Embedding", "PReLU", "MultiheadAttention"]);
    assert.sameMembers([...new Set(parameters.map(({ shape }) => shape.length))], [1, 2, 3, 4]);
  });

  it("and the optimizers are all that PyTorch has, too", () => {
    const recorded = new Set(cases.map(({ optimizer }) => optimizer.type));
    assert.sameMembers([...recorded, ...OWN], Object.keys(optimizers));
  });

  for (const { id, optimizer, float32 } of cases) {
    it(id, () => {
      const config = complete("optimizers", { ...optimizer.params, type: optimizer.type });
      float32.forEach((expected, index) => {
        if (expected === null) return;
        const found = pathEnd(config, index);
        expected.forEach((value, place) => {
          const told = `${parameters[index]?.kind}, value ${place}`;
          if (value === "NaN") assert.isNaN(found[place], told);
          else assert.closeTo(found[place] as number, value, 5e-6 * Math.max(1, Math.abs(value)), told);
        });
      });
    });
  }
});
