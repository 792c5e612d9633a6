import { assert } from "chai";
import { openBlas } from "../../src/engine/blas.ts";
import { coreType } from "../../src/engine/core-type.ts";
import { largestProduct } from "../../src/engine/wide.ts";
import { parts } from "../../src/parts.ts";
import { Orders } from "../../src/training/orders.ts";
import { drawSamples, WORKLOADS, type WorkloadName } from "../bench/workloads.ts";
import { lacks } from "../needs.ts";
import { Alone } from "./alone.ts";

const hasBlas = !("missing" in openBlas());

/** Weights and losses after three steps. */
function trained(name: WorkloadName, engine: "wasm" | "blas") {
  const workload = WORKLOADS[name];
  const { config, shape, batch } = workload;
  const rows = 3 * batch - 1;
  const own = { ...workload, rows, shape: { ...shape, training: rows } };
  const machine = new Alone();
  machine.load(drawSamples(own), undefined, own.shape);
  // Adam goes by the sign of gradients, which rounding may turn.
  const { optimizer } = WORKLOADS.W4.config;
  machine.prepare({ ...config, optimizer, training: { ...config.training, engine } });
  machine.initialise(0);
  machine.trainEpoch(new Orders().inOrder(rows), 3, { lr: [0.001] });
  return { losses: [...machine.batchLosses], weights: machine.parameters.map((own) => machine.read(own.name)) };
}

describe("A BLAS", () => {
  for (const name of Object.keys(WORKLOADS) as WorkloadName[]) {
    it(`trains ${name} as wasm does, but for rounding`, function () {
      if (!hasBlas) lacks(this, "a BLAS (apt-get install libopenblas0)");
      const [wasm, blas] = [trained(name, "wasm"), trained(name, "blas")];
      for (const [step, loss] of wasm.losses.entries())
        assert.closeTo(blas.losses[step] ?? Number.NaN, loss, 2e-5 * loss);
      for (const [place, values] of wasm.weights.entries()) {
        const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const off = values.map((value, i) => Math.abs(value - (blas.weights[place]?.[i] ?? Number.NaN)));
        assert.isAtMost(
          off.reduce((most, one) => Math.max(most, one), 0),
          1e-5 * largest + 2e-6,
        );
      }
    });
  }

  it("is used: other bits than by wasm", function () {
    if (!hasBlas) lacks(this, "a BLAS (apt-get install libopenblas0)");
    assert.notDeepEqual(trained("W3", "blas").losses, trained("W3", "wasm").losses);
    assert.deepEqual(trained("W3", "blas"), trained("W3", "blas"));
  });

  it("does not change what wasm computes in the same process", function () {
    if (!hasBlas) lacks(this, "a BLAS (apt-get install libopenblas0)");
    const before = trained("W2", "wasm");
    trained("W2", "blas");
    assert.deepEqual(trained("W2", "wasm"), before);
  });
});

describe("The kernels asked of OpenBLAS", () => {
  const of = (flags: string) => coreType(new Set(flags.split(" ")));

  it("are those that the processor's flags allow", () => {
    assert.strictEqual(of("sse2 avx avx2 fma avx512f avx512cd avx512bw avx512dq avx512vl"), "SKYLAKEX");
    assert.strictEqual(of("sse2 avx avx2 fma avx512f"), "HASWELL");
    assert.strictEqual(of("sse2 avx"), undefined);
    assert.strictEqual(of(""), undefined);
  });
});

describe("The largest product of a step", () => {
  it("is rows × inputs × outputs of the widest layer", () => {
    const of = (name: WorkloadName) => largestProduct(WORKLOADS[name].config, WORKLOADS[name].shape, parts);
    assert.strictEqual(of("W2"), 32 * 64 * 64);
    assert.strictEqual(of("W3"), 128 * 784 * 256);
    assert.strictEqual(of("W4"), 64 * 400 * 10);
    assert.strictEqual(of("W5"), 16 * 64 * 64 * 256);
  });
});
