import { assert } from "chai";
import type { RunConfig } from "../../src/contracts/config.ts";
import type { EpochRecord } from "../../src/contracts/record.ts";
import { Machine } from "../../src/engine/machine.ts";
import { parts } from "../../src/parts.ts";
import { createRunSchedule } from "../../src/schedule/run-schedule.ts";
import { Orders } from "../../src/training/orders.ts";
import { trainTogether } from "../../src/training/train.ts";
import { planOf } from "../plan-of.ts";

const machine = new Machine(parts);
const EPOCHS = 40;

interface Written {
  readonly data?: string;
  readonly model?: string;
  readonly loss?: string;
  readonly lr?: readonly number[];
  readonly scheduler?: string;
  readonly training?: string;
  readonly batch?: number | "full";
}

/** Runs of one seed, side by side if they can be; a learning rate each. */
function trained({ data, model, loss, lr = [1], scheduler, training = "", batch = "full" }: Written) {
  const plan = planOf(`data: ${data ?? "{type: linear, features: 4, samples: 64, validation: 0}"}
model: ${model ?? "[{type: Linear, out_features: 1}]"}
loss: ${loss ?? "MSELoss"}
optimizer: {type: SGD, lr: 1}
scheduler: ${scheduler ?? "null"}
training: {epochs: ${EPOCHS}, batch_size: ${batch}${training}}
grid: {optimizer.lr: [${lr}]}
`);
  const variants = lr.map((_, index) => plan.variant(index));
  const configs = variants.map(({ config }) => config as RunConfig);
  const own = configs[0] as RunConfig;
  const source = (parts.data[own.data.type] as (typeof parts.data)[string]).open(own.data, () => new Uint8Array());
  const runs = variants.map(({ config, stepsPerEpoch }) => ({
    config: config as RunConfig,
    schedule: createRunSchedule(config.scheduler, parts.scheduler, stepsPerEpoch),
  }));
  const records: EpochRecord[][] = runs.map(() => []);
  const epochs = trainTogether(runs, { seed: 0, source, machine, orders: new Orders() });
  for (let next = epochs.next(); ; next = epochs.next()) {
    if (next.done) {
      const endings = next.value;
      return records.map((rows, run) => ({
        losses: rows.map(({ metrics }) => metrics.train_loss as number),
        ending: endings[run],
        untrained: () => machine.untrainedLoss(own, 0),
      }));
    }
    for (const [run, row] of next.value.entries()) if (row) records[run]?.push(row);
  }
}

const one = (written: Written) => trained(written)[0] as ReturnType<typeof trained>[number];
const ALONE = "[{type: Linear, out_features: 40}, {type: Linear, out_features: 1}]";

describe("a loss that explodes", () => {
  for (const [name, written] of [
    ["side by side", {}],
    ["alone", { model: ALONE, lr: [0.25] }],
  ] as const)
    it(`ends a run before it is infinite: ${name}`, () => {
      const whole = one({ ...written, training: ", diverged_above: 1e+30" });
      const cut = one({ ...written, training: ", diverged_above: 50" });
      const limit = 50 * Math.max(whole.losses[0] as number, whole.untrained());
      const last = whole.losses.findIndex((loss) => loss > limit);
      assert.isAbove(last, 1);
      assert.isBelow(last, EPOCHS - 1);
      assert.deepEqual(cut.losses, whole.losses.slice(0, last + 1));
      assert.equal(cut.ending, "diverged");
    });

  it("is recorded to its end if asked for, and is diverged all the same", () => {
    const recorded = one({ training: ", diverged_above: 50, on_divergence: record" });
    assert.lengthOf(recorded.losses, EPOCHS);
    assert.equal(recorded.ending, "diverged");
  });

  it("leaves the runs beside it as they are alone", () => {
    const lr = [1, 0.1, 0.9, 0.01];
    const training = ", diverged_above: 20";
    const alone = lr.map((rate) => one({ lr: [rate], training }));
    const plain = (run: (typeof alone)[number]) => [run.ending, run.losses];
    assert.deepEqual(trained({ lr, training }).map(plain), alone.map(plain));
    assert.deepEqual(
      alone.map(({ ending }) => ending),
      ["diverged", "ok", "diverged", "ok"],
    );
  });

  it("is held against the untrained model's where that is larger", () => {
    // The first epoch's steps take most of the loss away, so that its mean is small; later rates bring it back.
    const data = "{type: linear, features: 1, samples: 64, noise: 0.01, validation: 0}";
    const scheduler = "{type: LambdaLR, lr_lambda: 'epoch < 5 ? 1 : 3.4'}";
    const of = (factor: number) =>
      one({ data, lr: [0.3], batch: 8, scheduler, training: `, diverged_above: ${factor}` });
    const whole = of(1e30);
    const first = whole.losses[0] as number;
    assert.isAbove(whole.untrained(), 3 * first);
    const past = (limit: number) => whole.losses.findIndex((loss) => loss > limit) + 1;
    assert.isAbove(past(2 * whole.untrained()), past(2 * first));
    assert.deepEqual(of(2).losses, whole.losses.slice(0, past(2 * whole.untrained())));
  });

  it("of the untrained model is that of a first epoch that changes nothing", () => {
    for (const model of ["[{type: Linear, out_features: 1}]", ALONE]) {
      const still = one({ model, lr: [0] });
      assert.closeTo(still.untrained(), still.losses[0] as number, 1e-6 * still.untrained());
    }
  });

  it("is none where targets are drawn anew in each epoch, or the loss may be below 0", () => {
    const noise = one({ data: "{type: noise, features: 4, samples: 8}", lr: [2], training: ", diverged_above: 1" });
    assert.equal(noise.losses.length > 2 && (noise.losses[2] as number) > (noise.losses[0] as number), true);
    const data = "{type: blobs, samples: 60, validation: 0}";
    const free = one({
      data,
      model: "[{type: Linear, out_features: 3}]",
      loss: "NLLLoss",
      training: ", diverged_above: 1",
    });
    assert.equal(free.ending, "ok");
  });
});
