import { assert } from "chai";
import type { Json, PhaseConfig } from "../../src/contracts/config.ts";
import { Misfit } from "../../src/contracts/part.ts";
import { inTurn } from "../../src/schedule/in-turn.ts";
import { build, createSchedule, phaseOf, rateTrace } from "../schedulers/trace.ts";

const phase = (type: string, epochs: number, parameters: Record<string, Json>) =>
  phaseOf({ type, ...parameters }, epochs);

const assertClose = (found: readonly number[], expected: readonly number[]) => {
  assert.lengthOf(found, expected.length);
  expected.forEach((rate, t) => {
    assert.closeTo(found[t] as number, rate, 1e-15, `tick ${t}`);
  });
};

describe("a constant rate", () => {
  it("is what no scheduler gives", () => {
    assert.deepEqual(rateTrace(createSchedule([]), 0.3, 3), [0.3, 0.3, 0.3, 0.3]);
  });
});

describe("phases", () => {
  const warmUp = phase("LinearLR", 4, { start_factor: 0.25, total_iters: 3 });

  it("count their own ticks, and start from the base rate", () => {
    const halves = phase("ExponentialLR", 2, { gamma: 0.5 });
    const steps = phase("StepLR", 3, { step_size: 2, gamma: 0.1 });
    assertClose(
      rateTrace(createSchedule([warmUp, halves, steps]), 0.4, 9),
      [0.1, 0.2, 0.3, 0.4, 0.4, 0.2, 0.4, 0.4, 0.04, 0.04],
    );
  });

  it("are refused when a parameter does not fit the phase's length", () => {
    const frozen = (epochs: number) => [phase("ConstantLR", epochs, { factor: 0, total_iters: 3 }), warmUp];
    assert.doesNotThrow(() => createSchedule(frozen(3)));
    assert.throws(() => createSchedule(frozen(5)), Misfit, /factor of 0/);
  });

  it("that never run are passed over", () => {
    const at = (from: number, gamma: number) => ({ from, schedule: build("ExponentialLR", { gamma }) });
    assertClose(rateTrace(inTurn([at(0, 0.5), at(2, 9), at(2, 0.1)]), 1, 4), [1, 0.5, 1, 0.1, 0.01]);
  });

  describe("with a plateau after a warm-up", () => {
    // A plateau of patience 1 that halves, after 4 epochs of LinearLR from 0.1 to 0.4.
    const plateau = phase("ReduceLROnPlateau", 8, { factor: 0.5, patience: 1 });
    const thenPlateau = (first: PhaseConfig, metrics: number[]) =>
      rateTrace(createSchedule([first, plateau]), 0.4, metrics.length, metrics);

    it("climb by 0.1 an epoch to 0.4, hold that, and halve at every second epoch that is not better", () => {
      // Ticks 1–4 belong to the warm-up; the plateau sees 2 (its first, the best), then 3 and 3 (bad): down; and so on.
      assertClose(
        thenPlateau(warmUp, [9, 9, 9, 9, 2, 3, 3, 3, 3, 1, 1]),
        [0.1, 0.2, 0.3, 0.4, 0.4, 0.4, 0.4, 0.2, 0.2, 0.1, 0.1, 0.1],
      );
    });

    it("do not see the metric of the warm-up", () => {
      // A tiny loss before the plateau began does not make later ones bad.
      assertClose(
        thenPlateau(warmUp, [0.01, 0.01, 0.01, 0.01, 8, 7, 6, 5]),
        [0.1, 0.2, 0.3, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4],
      );
    });

    it("go on from where the predecessor would be, not from the base rate", () => {
      const toTenth = phase("LinearLR", 3, { start_factor: 1, end_factor: 0.25, total_iters: 3 });
      assertClose(thenPlateau(toTenth, [9, 9, 9, 1, 2, 2, 2, 2]), [0.4, 0.3, 0.2, 0.1, 0.1, 0.1, 0.05, 0.05, 0.025]);
      const cosine = phase("CosineAnnealingLR", 2, { T_max: 2, eta_min: 0.1 });
      assertClose(thenPlateau(cosine, [9, 9, 1, 2, 2]), [0.4, 0.25, 0.1, 0.1, 0.1, 0.05]);
    });

    it("need their metric only when they are on", () => {
      const schedule = createSchedule([warmUp, plateau]);
      assert.doesNotThrow(() => rateTrace(schedule, 0.4, 4));
      assert.throws(() => rateTrace(schedule, 0.4, 5), /metric/);
    });
  });
});
