import { assert } from "chai";
import type { Json, PartConfig } from "../../src/contracts/config.ts";
import { layerBuilder } from "../../src/contracts/layer.ts";
import { Misfit } from "../../src/contracts/part.ts";
import { initialiser } from "../../src/layers/families/init.ts";
import * as layers from "../../src/layers/index.ts";
import { stream } from "../../src/random/rng.ts";
import { complete } from "../configuration.ts";
import { golden } from "../golden.ts";

interface Expectation {
  readonly distribution: "uniform" | "normal" | "trunc_normal" | "constant" | "orthogonal";
  readonly low?: number;
  readonly high?: number;
  readonly mean: number;
  readonly std: number;
  readonly kurtosis: number;
  readonly value: number;
  readonly rows: number;
  readonly cols: number;
  readonly scale: number;
  readonly zero_row?: number;
}

type GoldenCase = { readonly id: string } & (
  | { readonly kind: "function"; fn: string; args: Record<string, Json>; shape: number[]; expect: Expectation }
  | { readonly kind: "layer"; layer: PartConfig; params: Record<string, { shape: number[]; expect: Expectation }> }
);

type Fill = ReturnType<typeof initialiser>;

const size = (shape: readonly number[]) => shape.reduce((product, dimension) => product * dimension, 1);

/** Values from many draws of that shape. */
function sample(fill: Fill, shape: readonly number[], count: number): Float32Array {
  const values = new Float32Array(Math.ceil(count / size(shape)) * size(shape));
  for (let at = 0; at < values.length; at += size(shape)) {
    fill(values.subarray(at, at + size(shape)), stream(at, "test"));
  }
  return values;
}

function checkMoments(values: Float32Array, { low = -Infinity, high = Infinity, ...expected }: Expectation): void {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  assert.isAtMost(Math.abs(mean - expected.mean), (5 * expected.std) / Math.sqrt(n), "mean");
  assert.isAtMost(Math.abs(std / expected.std - 1), 5 * Math.sqrt((expected.kurtosis - 1) / (4 * n)), "std");
  for (const value of values) assert.isTrue(value >= Math.fround(low) && value <= Math.fround(high), `${value}`);
}

function checkOrthogonal(values: Float32Array, { rows, cols, scale }: Expectation): void {
  const [count, length] = [Math.min(rows, cols), Math.max(rows, cols)];
  const at = (i: number, k: number) => values[rows < cols ? i * cols + k : k * cols + i] as number;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      let sum = 0;
      for (let k = 0; k < length; k++) sum += at(i, k) * at(j, k);
      assert.closeTo(sum, i === j ? scale : 0, 1e-6 * Math.max(1, scale));
    }
  }
}

function check(fill: Fill, shape: readonly number[], expected: Expectation): void {
  switch (expected.distribution) {
    case "constant":
      for (const value of sample(fill, shape, 1)) assert.strictEqual(value, Math.fround(expected.value));
      return;
    case "orthogonal":
      checkOrthogonal(sample(fill, shape, 1), expected);
      return;
    default: {
      const values = sample(fill, shape, 200_000);
      const [rows = 1, columns = 1] = shape;
      const isZero = (at: number) => Math.floor(at / columns) % rows === expected.zero_row;
      for (let at = 0; at < values.length; at++) if (isZero(at)) assert.strictEqual(values[at], 0);
      checkMoments(
        values.filter((_, at) => !isZero(at)),
        expected,
      );
    }
  }
}

/** An input that the layer of a case takes. */
function inputOf({ type, in_features, in_channels, embed_dim, num_channels }: PartConfig): number[] {
  if (type === "Conv2d") return [in_channels as number, 8, 8];
  if (type === "MultiheadAttention") return [5, embed_dim as number];
  if (type === "GroupNorm") return [num_channels as number, 8];
  return [(in_features as number | undefined) ?? 5];
}

describe("initial values are those of torch.nn.init", () => {
  for (const run of golden<GoldenCase[]>("init.json")) {
    it(run.id, () => {
      if (run.kind === "function") {
        const options = { type: run.fn, ...run.args } as Parameters<typeof initialiser>[0];
        check(
          initialiser(options, run.shape, () => assert.fail()),
          run.shape,
          run.expect,
        );
        return;
      }
      const config = complete("layers", run.layer);
      const plan = layerBuilder(layers)(config, inputOf(config), config.num_embeddings as number | undefined);
      assert.sameMembers(
        plan.parameters.map(({ name }) => name),
        Object.keys(run.params),
      );
      for (const { name, shape, fill } of plan.parameters) {
        const { shape: expected, expect } = run.params[name] as (typeof run.params)[string];
        assert.deepEqual(shape, expected);
        check(fill, shape, expect);
      }
    });
  }

  it("which draws within narrow and distant bounds, too", () => {
    for (const [a, b] of [
      [0.1, 0.4],
      [2, 3],
    ] as const) {
      const values = sample(
        initialiser({ type: "trunc_normal", a, b }, [100], () => assert.fail()),
        [100],
        20_000,
      );
      assert.isTrue(values.every((value) => value >= Math.fround(a) && value <= Math.fround(b)));
      assert.isBelow(values.reduce((sum, value) => sum + value, 0) / values.length, (a + b) / 2);
    }
  });

  it("at every layer that has a weight to draw, and refuses what a function does not take", () => {
    const build = layerBuilder(layers);
    const weight = (config: PartConfig, input: number[]) => {
      const [spec] = build(complete("layers", { ...config, init: "ones" }), input, 4).parameters;
      const values = new Float32Array(size(spec?.shape ?? []));
      spec?.fill(values, stream(0));
      return values;
    };
    assert.deepEqual([...weight({ type: "Linear", out_features: 1 }, [2])], [1, 1]);
    assert.deepEqual([...weight({ type: "Conv1d", out_channels: 1, kernel_size: 2 }, [1, 4])], [1, 1]);
    assert.deepEqual([...weight({ type: "Conv2d", out_channels: 1, kernel_size: 1 }, [2, 4, 4])], [1, 1]);
    assert.deepEqual([...weight({ type: "Embedding", embedding_dim: 1, padding_idx: 0 }, [2])], [0, 1, 1, 1]);
    const odd = (init: Json) => () => build(complete("layers", { type: "Linear", out_features: 1, init }), [2]);
    assert.throws(odd({ type: "zeros", gain: 2 }), Misfit, /zeros does not take gain/);
    assert.throws(odd({ type: "constant" }), Misfit, /needs val/);
    assert.throws(odd({ type: "trunc_normal", a: 3 }), Misfit, /less than b/);
  });
});
