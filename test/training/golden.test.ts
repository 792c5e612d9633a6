import { assert } from "chai";
import type { Json, PartConfig, RunConfig } from "../../src/definition/config.ts";
import type { DataShape, Samples } from "../../src/definition/dataset.ts";
import { layerBuilder } from "../../src/definition/layer.ts";
import type { LossPart } from "../../src/definition/loss.ts";
import { Machine } from "../../src/engine/machine.ts";
import * as layers from "../../src/layers/index.ts";
import * as losses from "../../src/losses/index.ts";
import * as optimizers from "../../src/optimizers/index.ts";
import type { Shape } from "../../src/tape/shape.ts";
import { configure } from "../configuration.ts";
import { golden, type SchedulerSpec } from "../golden.ts";
import { buildSpec, trace } from "../schedulers/trace.ts";

/** Numbers as deep as the tensor has dimensions. */
type Nested = number | readonly Nested[];

interface GoldenRows {
  readonly x: readonly Nested[];
  readonly y: readonly Nested[];
}

interface GoldenEpoch {
  readonly lr: number;
  readonly batch_lrs?: number[];
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
  readonly optimizer: { type: string; lr: number; params: Record<string, Json>; groups?: unknown };
  readonly scheduler: { spec: SchedulerSpec } | null;
  readonly clip: unknown;
  readonly averaging?: unknown;
  readonly x_dtype?: "int";
  /** Layers that stay in evaluation mode. */
  readonly eval_layers?: string[];
  readonly batch_size: number;
  readonly batches: number[][][];
  readonly float32: { epochs: GoldenEpoch[]; final: Record<string, Nested> };
}

const first = golden<GoldenCase[]>("training.json");
const cases = [...first, ...golden<GoldenCase[]>("training2.json")];

function typesOf(model: readonly PartConfig[]): string[] {
  return model.flatMap(({ type, layers: inner }) => [type, ...typesOf((inner ?? []) as unknown as PartConfig[])]);
}

function isSupported({ model, loss, optimizer, clip, averaging }: GoldenCase): boolean {
  const known = typesOf(model).every((type) => type in layers) && loss.type in losses && optimizer.type in optimizers;
  return known && clip === null && averaging === undefined && optimizer.groups === undefined;
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

function configOf({ model, loss, optimizer, batch_size, eval_layers = [] }: GoldenCase): RunConfig {
  return configure({
    model: model.map((layer, index) => (eval_layers.includes(`${index}`) ? { ...layer, frozen: true } : layer)),
    loss: { type: loss.type, ...loss.params },
    optimizer: { type: optimizer.type, lr: optimizer.lr, ...optimizer.params },
    batch_size,
  });
}

function prepare(run: GoldenCase): Machine {
  const machine = new Machine();
  const config = configOf(run);
  machine.load(samples(run.train), samples(run.val), dataShape(run, config));
  machine.prepare(config, momentaOf(run) !== undefined);
  for (const [name, values] of Object.entries(run.init)) machine.write(name, Float32Array.from(flat(values)));
  return machine;
}

/** Momentum of every batch of the run, where the schedule cycles it. */
function momentaOf({ scheduler, optimizer, batches }: GoldenCase): Float32Array | undefined {
  if (scheduler === null || !["OneCycleLR", "CyclicLR"].includes(scheduler.spec.type)) return undefined;
  const ticks = batches.flat().length;
  const base = { lr: [optimizer.lr], momentum: [0.9] };
  return Float32Array.from(
    trace(buildSpec(scheduler.spec, ticks), base, ticks),
    ({ momentum }) => momentum?.[0] ?? 0.9,
  );
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

  it("in at least the cases whose parts are there", () => {
    assert.isAtLeast(supported.length, 75);
  });

  for (const run of supported) {
    // The diverging one's weights grow by ten orders of magnitude, and rounding with them.
    const diverges = run.id === "linear_mse_diverge";
    const [figures, weights] = diverges ? [1e-3, 1e-3] : [first.includes(run) ? 2e-5 : 1e-5, 5e-5];

    it(run.id, () => {
      const machine = prepare(run);
      const momenta = momentaOf(run);
      let from = 0;
      for (const [index, epoch] of run.float32.epochs.entries()) {
        const batches = run.batches[index] ?? [];
        const lr = epoch.batch_lrs ? Float32Array.from(epoch.batch_lrs) : epoch.lr;
        const momentum = momenta ? [momenta.subarray(from, from + batches.length)] : undefined;
        from += batches.length;
        const order = Int32Array.from(batches.flat());
        const { loss, finite } = machine.trainEpoch(order, batches.length, { lr: [lr], momentum });
        const at = `in epoch ${index}`;
        machine.batchLosses.forEach((value, batch) => {
          assertClose(value, epoch.batch_losses[batch] ?? "missing", figures, `loss of batch ${batch} ${at}`);
        });
        machine.batchNorms.forEach((value, batch) => {
          assertClose(value, epoch.grad_norms[batch] ?? "missing", figures, `gradient norm of batch ${batch} ${at}`);
        });
        assertClose(loss, epoch.train_loss, figures, `train_loss ${at}`);
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
    });
  }
});
