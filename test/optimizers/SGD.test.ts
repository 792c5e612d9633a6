import { readFileSync } from "node:fs";
import { assert } from "chai";
import type { Json, PartConfig } from "../../src/definition/config.ts";
import { Misfit } from "../../src/definition/part.ts";
import { SGD } from "../../src/optimizers/index.ts";
import { stride } from "../../src/tape/shape.ts";
import { complete } from "../configuration.ts";
import { Workbench } from "../engine/workbench.ts";

interface Problem {
  readonly shapes: number[][];
  readonly init: number[][];
  readonly grads: number[][][];
}

interface GoldenCase {
  readonly id: string;
  readonly optimizer: { type: string; params: Record<string, Json> };
  readonly problem: string;
  readonly lr?: number;
  readonly lr_per_step?: number[];
  readonly groups?: Record<string, Json>[];
  readonly skip_grad_steps?: number[];
  readonly float32: number[][][];
}

const golden: { steps: number; problems: Record<string, Problem>; cases: GoldenCase[] } = JSON.parse(
  readFileSync(new URL("../../../test/golden/optimizers.json", import.meta.url), "utf8"),
);

/** Follows one parameter, a group of its own; returns it after every step. */
function trajectory(config: PartConfig, init: number[], grads: number[][], rates: number[], momenta?: number[]) {
  const bench = new Workbench();
  const width = init.length;
  const plan = SGD.plan(config);
  const parameter = bench.matrix(1, width, (_, column) => init[column] as number);
  const gradient = bench.result(1, width);
  const lr = bench.matrix(1, rates.length, (_, step) => rates[step] as number);
  const momentum = bench.matrix(1, rates.length, (_, step) => momenta?.[step] ?? plan.momentum ?? 0);
  const run = bench.record(1, (tape) =>
    plan.emit(tape, {
      parameters: parameter.offset,
      gradients: gradient.offset,
      floats: stride(width),
      lr: lr.offset,
      momentum: momentum.offset,
      cyclesMomentum: momenta !== undefined,
    }),
  );
  bench.write({ ...gradient, width: stride(width) }, new Array(stride(width)).fill(0));
  return grads.map((values, step) => {
    bench.write(gradient, values);
    run(step);
    return bench.read(parameter)[0] as number[];
  });
}

describe("SGD", () => {
  // A parameter without a gradient does not arise: every parameter of a model takes part in its loss.
  const cases = golden.cases.filter(({ optimizer, skip_grad_steps }) => optimizer.type === "SGD" && !skip_grad_steps);

  for (const { id, optimizer, problem, lr, lr_per_step, groups, float32 } of cases) {
    it(`agrees with PyTorch: ${id}`, () => {
      const { init, grads } = golden.problems[problem] as Problem;
      float32.forEach((expected, index) => {
        const base = lr === undefined ? {} : { lr };
        const config = complete("optimizers", { type: "SGD", ...base, ...optimizer.params, ...groups?.[index] });
        const rates = lr_per_step ?? new Array(golden.steps).fill(config.lr);
        const own = grads.map((step) => step[index] as number[]);
        const found = trajectory(config, init[index] as number[], own, rates);
        found.forEach((values, step) => {
          values.forEach((value, place) => {
            const reference = expected[step]?.[place] as number;
            assert.closeTo(value, reference, 5e-6 * Math.max(1, Math.abs(reference)), `step ${step}`);
          });
        });
      });
    });
  }

  it("has PyTorch's cases to agree with", () => {
    assert.isAtLeast(cases.length, 8);
  });

  it("takes the momentum a schedule sets, also where it starts from none", () => {
    const config = complete("optimizers", { type: "SGD" });
    const [first, second, third] = trajectory(config, [1], [[1], [1], [1]], [0.5, 0.5, 0.5], [0.5, 0.5, 0]);
    // Buffers 1, 1.5; then none, and the plain gradient.
    assert.deepEqual([first, second, third], [[0.5], [-0.25], [-0.75]]);
  });

  it("flushes a decaying buffer to zero, but keeps what is not finite", () => {
    const config = complete("optimizers", { type: "SGD", momentum: 0.5 });
    const rates = [1, 1, 1, 1];
    const [, , tiny] = trajectory(
      config,
      [0, 0],
      [
        [2e-38, Number.NaN],
        [0, 0],
        [0, 0],
      ],
      rates,
    );
    assert.deepEqual(tiny, [-Math.fround(2e-38), Number.NaN]);
  });

  it("leaves an overflowed parameter infinite", () => {
    const config = complete("optimizers", { type: "SGD", momentum: 0.5 });
    assert.deepEqual(trajectory(config, [Number.POSITIVE_INFINITY], [[1]], [0.1]), [[Number.POSITIVE_INFINITY]]);
  });

  it("refuses Nesterov without momentum, or with dampening", () => {
    const plan = (options: Record<string, Json>) => () =>
      SGD.plan(complete("optimizers", { type: "SGD", nesterov: true, ...options }));
    assert.throws(plan({}), Misfit, /needs momentum/);
    assert.throws(plan({ momentum: 0.9, dampening: 0.1 }), Misfit, /zero dampening/);
    assert.doesNotThrow(plan({ momentum: 0.9 }));
  });

  it("names the parameter that is cycled as momentum", () => {
    assert.strictEqual(SGD.cycled, "momentum");
    assert.property(SGD.params.properties, "momentum");
  });
});
