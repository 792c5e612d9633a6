import { assert } from "chai";
import type { Json, PartConfig, RunConfig } from "../../src/contracts/config.ts";
import type { DataShape, Samples } from "../../src/contracts/dataset.ts";
import { layerBuilder } from "../../src/contracts/layer.ts";
import type { LossPart } from "../../src/contracts/loss.ts";
import * as layers from "../../src/layers/index.ts";
import * as losses from "../../src/losses/index.ts";
import * as optimizers from "../../src/optimizers/index.ts";
import type { Shape } from "../../src/tape/shape.ts";
import { configure } from "../configuration.ts";
import { Alone } from "../engine/alone.ts";
import { golden, type SchedulerSpec } from "../golden.ts";
import { buildSpec, trace } from "../schedulers/trace.ts";
import {
  type Averaging,
  type Clip,
  chainOf,
  type OptimizerSetting,
  optimizerTypes,
  type RateFigures,
  ratesOf,
} from "./golden-optimizer.ts";

/** Numbers as deep as the tensor has dimensions. */
type Nested = number | readonly Nested[];

interface GoldenRows {
  readonly x: readonly Nested[];
  readonly y: readonly Nested[];
}

interface GoldenEpoch extends RateFigures {
  readonly train_loss: number | string;
  readonly val_loss: number | string;
  readonly train_acc?: number;
  readonly val_acc?: number;
  readonly batch_losses: (number | string)[];
  readonly grad_norms: (number | string)[];
}

interface GoldenCase {
  readonly id: string;
  readonly model: PartConfig[];
  readonly init: Record<string, Nested>;
  readonly train: GoldenRows;
  readonly val: GoldenRows;
  readonly loss: { type: string; params: Record<string, Json> };
  readonly optimizer: OptimizerSetting;
  readonly scheduler: { readonly spec: SchedulerSpec | null } | null;
  readonly clip: Clip | null;
  readonly averaging?: Averaging;
  readonly x_dtype?: "int";
  /** Layers that stay in evaluation mode. */
  readonly eval_layers?: string[];
  readonly batch_size: number;
  readonly batches: number[][][];
  readonly float32: { epochs: GoldenEpoch[]; final: Record<string, Nested>; final_avg?: Record<string, Nested> };
}

const first = golden<GoldenCase[]>("training.json");
const cases = [first, golden<GoldenCase[]>("training2.json"), golden<GoldenCase[]>("averaging.json")].flat();

function typesOf(model: readonly PartConfig[]): string[] {
  return model.flatMap(({ type, layers: inner }) => [type, ...typesOf((inner ?? []) as unknown as PartConfig[])]);
}

function isSupported({ model, loss, optimizer }: GoldenCase): boolean {
  const types = typesOf(model);
  const known = types.every((type) => type in layers) && loss.type in losses;
  return known && optimizerTypes(optimizer).every((type) => type in optimizers);
}

const flat = (values: Nested): number[] => (typeof values === "number" ? [values] : values.flatMap(flat));

function shapeOf(values: Nested | undefined): Shape {
  return typeof values === "object" ? [values.length, ...shapeOf(values[0])] : [];
}

function samples({ x, y }: GoldenRows): Samples {
  return { rows: x.length, x: Float32Array.from(flat(x)), y: Float32Array.from(flat(y)) };
}

function dataShape(run: GoldenCase, config: RunConfig): DataShape {
  const { train, val, loss, x_dtype, model } = run;
  const features = shapeOf(train.x[0]);
  const targets = shapeOf(train.y[0]);
  const indices = x_dtype === "int" ? { indices: model[0]?.num_embeddings as number } : {};
  let output = features;
  const build = layerBuilder(layers);
  config.model.forEach((layer, index) => {
    output = build(layer, output, index === 0 ? indices.indices : undefined).output;
  });
  const takesClasses = (losses as unknown as Record<string, LossPart>)[loss.type]?.metrics.includes("accuracy");
  const classes = takesClasses && loss.type !== "BCEWithLogitsLoss" ? { classes: output.at(-1) as number } : {};
  const counts = { training: train.x.length, validation: val.x.length };
  return { features, targets: targets.length === 0 ? [1] : targets, ...classes, ...indices, ...counts };
}

function configOf({ model, loss, optimizer, clip, averaging, batch_size, eval_layers = [] }: GoldenCase): RunConfig {
  return configure({
    model: model.map((layer, index) => (eval_layers.includes(`${index}`) ? { ...layer, frozen: true } : layer)),
    loss: { type: loss.type, ...loss.params },
    optimizer: chainOf(optimizer, clip, averaging),
    batch_size,
  });
}

function cyclesMomentum({ scheduler }: GoldenCase): boolean {
  return ["OneCycleLR", "CyclicLR"].includes(scheduler?.spec?.type ?? "");
}

/** The momenta of an epoch, by the very scheduler, where the case does not tell them. */
function momentaOf(run: GoldenCase, machine: Alone, index: number): readonly number[] | undefined {
  const spec = run.scheduler?.spec;
  if (!spec || !cyclesMomentum(run)) return undefined;
  const [{ length: steps } = [], ticks] = [run.batches[0], run.batches.flat().length];
  // The last tick would be one too many for OneCycleLR.
  const rates = trace(buildSpec(spec, ticks), machine.baseRates, ticks - 1);
  return rates.slice(index * steps, (index + 1) * steps).map(({ momentum }) => momentum?.[0] ?? Number.NaN);
}

function prepare(run: GoldenCase): Alone {
  const machine = new Alone();
  const config = configOf(run);
  machine.load(samples(run.train), samples(run.val), dataShape(run, config));
  machine.prepare(config, cyclesMomentum(run));
  for (const [name, values] of Object.entries(run.init)) machine.write(name, Float32Array.from(flat(values)));
  return machine;
}

/** Asserts |found − expected| ≤ tolerance·max(1, |expected|). */
function assertClose(found: number, expectation: number | string, tolerance: number, what: string): void {
  const expected = Number(expectation);
  if (!Number.isFinite(expected)) {
    assert.strictEqual(found, expected, what);
    return;
  }
  assert.closeTo(found, expected, tolerance * Math.max(1, Math.abs(expected)), what);
}

describe("training agrees with PyTorch", () => {
  const supported = cases.filter(isSupported);

  it("in every case: all their parts are there", () => {
    assert.lengthOf(supported, cases.length);
  });

  for (const run of supported) {
    // The diverging one's weights grow by ten orders of magnitude, and rounding with them.
    const diverges = run.id === "linear_mse_diverge";
    const [figures, weights] = diverges ? [1e-3, 1e-3] : [first.includes(run) ? 2e-5 : 1e-5, 5e-5];

    it(run.id, () => {
      const machine = prepare(run);
      for (const [index, epoch] of run.float32.epochs.entries()) {
        const batches = run.batches[index] ?? [];
        const rates = ratesOf({ batch_momentums: momentaOf(run, machine, index), ...epoch });
        const { loss, finite } = machine.trainEpoch(Int32Array.from(batches.flat()), batches.length, rates);
        const at = `in epoch ${index}`;
        machine.batchLosses.forEach((value, batch) => {
          assertClose(value, epoch.batch_losses[batch] ?? "missing", figures, `loss of batch ${batch} ${at}`);
        });
        machine.batchNorms.forEach((value, batch) => {
          assertClose(value, epoch.grad_norms[batch] ?? "missing", figures, `gradient norm of batch ${batch} ${at}`);
        });
        assertClose(loss, epoch.train_loss, figures, `train_loss ${at}`);
        if (index === run.float32.epochs.length - 1) machine.updateBatchNorm();
        assertClose(machine.evaluate() ?? Number.NaN, epoch.val_loss, figures, `val_loss ${at}`);
        if (epoch.train_acc !== undefined) {
          assert.strictEqual(machine.trainingMetrics.accuracy, Math.fround(epoch.train_acc), `train_accuracy ${at}`);
          assert.strictEqual(
            machine.validationMetrics.accuracy,
            Math.fround(epoch.val_acc ?? -1),
            `val_accuracy ${at}`,
          );
        }
        assert.isTrue(finite, at);
      }
      for (const [name, values] of Object.entries(run.float32.final)) {
        const found = machine.read(name);
        flat(values).forEach((value, place) => {
          assertClose(found[place] as number, value, weights, `${name}[${place}]`);
        });
      }
      for (const [name, values] of Object.entries(run.float32.final_avg ?? {})) {
        const found = machine.readAverage(name);
        flat(values).forEach((value, place) => {
          assertClose(found?.[place] as number, value, weights, `average of ${name}[${place}]`);
        });
      }
    });
  }
});
