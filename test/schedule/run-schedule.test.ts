import { assert } from "chai";
import type { Json, PartConfig, PhaseConfig } from "../../src/contracts/config.ts";
import { createRunSchedule, type Moment, ticksIn } from "../../src/schedule/run-schedule.ts";
import { registered, resolve } from "../schedulers/trace.ts";

const phase = (scheduler: PartConfig, steps: number, rest: Partial<PhaseConfig> = {}): PhaseConfig => ({
  scheduler: resolve(scheduler, steps),
  interval: "epoch",
  frequency: 1,
  steps,
  ...rest,
});
const of = (type: string, parameters: Record<string, Json> = {}): PartConfig => ({ type, ...parameters });
const halve = of("ExponentialLR", { gamma: 0.5 });

/** Every moment of a run in order: the steps of an epoch, then its end. */
function momentsOf(epochs: number, perEpoch: number): Moment[] {
  return Array.from({ length: epochs }, (_, epoch) => [
    ...Array.from({ length: perEpoch }, (_, i): Moment => ({ kind: "step", step: epoch * perEpoch + i + 1 })),
    { kind: "epoch", step: (epoch + 1) * perEpoch, metrics: { val_loss: 1 } } as const,
  ]).flat();
}

/** The rate of each step of a run. */
function ratesOf(phases: readonly PhaseConfig[], epochs: number, perEpoch: number, base = 1): number[] {
  const schedule = createRunSchedule(phases, registered, perEpoch);
  let state = schedule.start({ lr: [base] });
  const rates: number[] = [];
  for (const moment of momentsOf(epochs, perEpoch)) {
    if (moment.kind === "step") rates.push(state[0].lr[0] as number);
    state = schedule.next(...state, moment);
  }
  return rates;
}

describe("a run's schedule", () => {
  it("ticks after an epoch unless told otherwise", () => {
    assert.deepEqual(ratesOf([phase(halve, 6)], 3, 2), [1, 1, 0.5, 0.5, 0.25, 0.25]);
    assert.isFalse(createRunSchedule([phase(halve, 6)], registered, 2).isPerStep);
  });

  it("with interval: step ticks after each optimizer step", () => {
    assert.deepEqual(ratesOf([phase(halve, 4, { interval: "step" })], 2, 2), [1, 0.5, 0.25, 0.125]);
    assert.isTrue(createRunSchedule([phase(halve, 4, { interval: "step" })], registered, 2).isPerStep);
  });

  it("with frequency: n takes every n-th of them", () => {
    assert.deepEqual(ratesOf([phase(halve, 8, { frequency: 2 })], 4, 2), [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5]);
    assert.deepEqual(ratesOf([phase(halve, 6, { interval: "step", frequency: 3 })], 3, 2), [1, 1, 1, 0.5, 0.5, 0.5]);
  });

  it("lets phases differ in their interval, each counting its own ticks from its own start", () => {
    const warmUp = phase(of("LinearLR", { start_factor: 0.25, total_iters: 3 }), 4, { interval: "step" });
    // 3 steps up to 1 and the 4th at 1; then epochs of 2 steps halve.
    assert.deepEqual(ratesOf([warmUp, phase(halve, 4)], 4, 2), [0.25, 0.5, 0.75, 1, 1, 1, 0.5, 0.5]);
  });

  it("counts the epochs that lie in a phase as a whole: one that it begins within does not tick", () => {
    const hold = phase(of("ConstantLR", { factor: 1, total_iters: 1 }), 3, { interval: "step" });
    // Epochs of 2 steps: the phase begins in the middle of the second, so that its first tick ends the third.
    assert.deepEqual(ratesOf([hold, phase(halve, 5)], 4, 2), [1, 1, 1, 1, 1, 1, 0.5, 0.5]);
    assert.equal(ticksIn({ from: 3, to: 8, interval: "epoch", frequency: 1 }, 2), 2);
  });

  it("hands over within an epoch where a phase of epochs begins and ends there", () => {
    const hold = phase(of("ConstantLR", { factor: 1, total_iters: 1 }), 1, { interval: "step" });
    const fifth = phase(of("ConstantLR", { factor: 0.2, total_iters: 9 }), 2);
    assert.deepEqual(ratesOf([hold, fifth, phase(halve, 3)], 3, 2), [1, 0.2, 0.2, 1, 1, 1]);
  });

  it("has a plateau follow the metric of the epochs in its phase alone", () => {
    const plateau = phase(of("ReduceLROnPlateau", { patience: 0, factor: 0.5 }), 6);
    // The metric stands still: its first epoch sets the mark, every later one is bad.
    assert.deepEqual(ratesOf([phase(halve, 4), plateau], 5, 2), [1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.125, 0.125]);
  });
});
