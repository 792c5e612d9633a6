import { assert } from "chai";
import type { LayerPart } from "../../src/contracts/layer.ts";
import * as layers from "../../src/layers/index.ts";
import type { Shape } from "../../src/tape/shape.ts";
import { type Tensor, tensorAt } from "../../src/tape/tape.ts";
import { complete } from "../configuration.ts";
import { Workbench } from "../engine/workbench.ts";
import { LAYER_CASES } from "./cases.ts";

const ACTIVATIONS = [
  ...["Tanh", "Sigmoid", "ReLU", "LeakyReLU", "ELU", "Softplus", "Hardswish", "SiLU", "Mish"].map((type) => ({ type })),
  { type: "GELU", approximate: "none" },
  { type: "GELU", approximate: "tanh" },
  { type: "Softplus", beta: 2.5, threshold: 1e9 },
];

const SPREAD = Array.from({ length: 5001 }, (_, i) => (i - 2500) / 25);
const FINE = Array.from({ length: 5001 }, (_, i) => (i - 2500) / 600);
const SMALL = [1e-20, -1e-20, 1e-7, -1e-7, 1e-40, -1e-40];
const INPUTS = [...SPREAD, ...FINE, ...SMALL].map(Math.fround);

/** What a layer makes of a row of values, and the gradient that it gives back for one of 1. */
function through(config: { readonly type: string }, values: readonly number[]) {
  const bench = new Workbench();
  const shape: Shape = [values.length];
  const input = bench.matrix(1, values.length, (_, column) => values[column] as number);
  const gradient = bench.matrix(1, values.length, () => 1);
  const part = (layers as Readonly<Record<string, LayerPart>>)[config.type] as LayerPart;
  const plan = part.plan(complete("layers", config), shape);
  let output: Tensor | undefined;
  const step = bench.record(1, (tape) => {
    const forward = plan.forward(tape, tensorAt(input.offset, shape), [], "train", []);
    output = forward.output;
    forward.backward(tensorAt(gradient.offset, shape), true);
  });
  step(0);
  const read = (offset: number) => bench.read({ offset, rows: 1, width: values.length })[0] as number[];
  return { outputs: read((output as Tensor).offset), gradients: read(gradient.offset) };
}

describe("Activations", () => {
  for (const config of ACTIVATIONS) {
    const name = JSON.stringify(config);
    const exact = (x: number) => {
      const formula = LAYER_CASES[config.type]?.formula;
      const around = { parameter: () => undefined, kink: () => {}, chain: () => assert.fail("no chain") };
      return formula?.({ shape: [1], rows: [[x]] }, complete("layers", config), around).rows[0]?.[0] ?? Number.NaN;
    };

    it(`${name} and its slope are as exact as float32 allows`, () => {
      const { outputs, gradients } = through(config, INPUTS);
      for (const [index, x] of INPUTS.entries()) {
        const wanted = exact(x);
        assert.closeTo(
          outputs[index] ?? Number.NaN,
          wanted,
          3e-7 * Math.max(Math.abs(x), Math.abs(wanted), 1e-37),
          `at ${x}`,
        );
        const step = 1e-6;
        const [left, right] = [wanted - exact(x - step), exact(x + step) - wanted];
        // Not at a kink.
        if (Math.abs(left - right) < 1e-9)
          assert.closeTo(gradients[index] ?? Number.NaN, (left + right) / (2 * step), 2e-6, `slope at ${x}`);
      }
    });

    it(`${name} treats every lane alike, whatever its neighbours, and passes NaN on`, () => {
      const [alone] = through(config, [0.3]).outputs;
      const { outputs } = through(config, [Number.NaN, 0.3, 1e30, 0.3, -1e30, 0.3, Infinity, 0.3, 1e-40, 0.3]);
      assert.deepEqual(
        outputs.filter((_, lane) => lane % 2),
        new Array(5).fill(alone),
      );
      assert.isNaN(outputs[0]);
      assert.isFinite(outputs[8]);
    });
  }
});
