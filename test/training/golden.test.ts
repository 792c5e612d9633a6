import { readFileSync } from "node:fs";
import { assert } from "chai";
import type { Json, PartConfig, RunConfig } from "../../src/definition/config.ts";
import type { DataShape, Samples } from "../../src/definition/dataset.ts";
import { Machine } from "../../src/engine/machine.ts";
import * as layers from "../../src/layers/index.ts";
import * as losses from "../../src/losses/index.ts";
import * as optimizers from "../../src/optimizers/index.ts";
import { configure } from "../configuration.ts";

interface GoldenRows {
  readonly x: number[][];
  readonly y: (number | number[])[];
}

interface GoldenEpoch {
  readonly lr: number;
  readonly batch_lrs?: number[];
  readonly train_loss: number | string;
  readonly val_loss: number | string;
  readonly batch_losses: (number | string)[];
  readonly grad_norms: (number | string)[];
}

interface GoldenCase {
  readonly id: string;
  readonly model: PartConfig[];
  readonly init: Record<string, number[] | number[][]>;
  readonly train: GoldenRows;
  readonly val: GoldenRows;
  readonly loss: { type: string; params: Record<string, Json> };
  readonly optimizer: { type: string; lr: number; params: Record<string, Json> };
  readonly clip: unknown;
  readonly batch_size: number;
  readonly batches: number[][][];
  readonly float32: { epochs: GoldenEpoch[]; final: Record<string, number[] | number[][]> };
}

const cases: GoldenCase[] = JSON.parse(
  readFileSync(new URL("../../../test/golden/training.json", import.meta.url), "utf8"),
);

function partsOf({ model, loss, optimizer }: GoldenCase): (readonly [string, object])[] {
  const own = model.map((layer) => [layer.type, layers] as const);
  return [...own, [loss.type, losses], [optimizer.type, optimizers]];
}

function isSupported(golden: GoldenCase): boolean {
  return golden.clip === null && partsOf(golden).every(([type, parts]) => type in parts);
}

function samples({ x, y }: GoldenRows): Samples {
  return { rows: x.length, x: Float32Array.from(x.flat()), y: Float32Array.from(y.flat()) };
}

function shapeOf({ train, val }: GoldenCase): DataShape {
  const targets = [train.y[0]].flat().length;
  return {
    features: [train.x[0]?.length ?? 0],
    targets: [targets],
    training: train.x.length,
    validation: val.x.length,
  };
}

function configOf({ model, loss, optimizer, batch_size }: GoldenCase): RunConfig {
  return configure({
    model,
    loss: { type: loss.type, ...loss.params },
    optimizer: { type: optimizer.type, lr: optimizer.lr, ...optimizer.params },
    batch_size,
  });
}

function prepare(golden: GoldenCase): Machine {
  const machine = new Machine();
  machine.load(samples(golden.train), samples(golden.val), shapeOf(golden));
  machine.prepare(configOf(golden));
  for (const [name, values] of Object.entries(golden.init)) machine.write(name, Float32Array.from(values.flat()));
  return machine;
}

/** Asserts |found − expected| ≤ tolerance·max(1, |expected|). */
function assertClose(found: number, golden: number | string, tolerance: number, what: string): void {
  const expected = Number(golden);
  if (!Number.isFinite(expected)) {
    assert.strictEqual(found, expected, what);
    return;
  }
  assert.closeTo(found, expected, tolerance * Math.max(1, Math.abs(expected)), what);
}

describe("training agrees with PyTorch", () => {
  const supported = cases.filter(isSupported);

  it("in at least the cases of the first parts", () => {
    assert.isAtLeast(supported.length, 12);
  });

  for (const golden of supported) {
    // Its weights grow by ten orders of magnitude, and rounding with them.
    const [figures, weights] = golden.id === "linear_mse_diverge" ? [1e-3, 1e-3] : [2e-5, 5e-5];

    it(golden.id, () => {
      const machine = prepare(golden);
      for (const [index, epoch] of golden.float32.epochs.entries()) {
        const batches = golden.batches[index] ?? [];
        const lr = epoch.batch_lrs ? Float32Array.from(epoch.batch_lrs) : epoch.lr;
        const { loss, finite } = machine.trainEpoch(Int32Array.from(batches.flat()), batches.length, { lr: [lr] });
        const at = `in epoch ${index}`;
        machine.batchLosses.forEach((value, batch) => {
          assertClose(value, epoch.batch_losses[batch] ?? "missing", figures, `loss of batch ${batch} ${at}`);
        });
        machine.batchNorms.forEach((value, batch) => {
          assertClose(value, epoch.grad_norms[batch] ?? "missing", figures, `gradient norm of batch ${batch} ${at}`);
        });
        assertClose(loss, epoch.train_loss, figures, `train_loss ${at}`);
        assertClose(machine.evaluate() ?? Number.NaN, epoch.val_loss, figures, `val_loss ${at}`);
        assert.isTrue(finite, at);
      }
      for (const [name, values] of Object.entries(golden.float32.final)) {
        const found = machine.read(name);
        values.flat().forEach((value, place) => {
          assertClose(found[place] as number, value, weights, `${name}[${place}]`);
        });
      }
    });
  }
});
