import { assert } from "chai";
import type { Json, PartConfig } from "../../src/contracts/config.ts";
import { schedulersIn } from "../../src/schedule/in-turn.ts";
import { assertRates, build, createSchedule, phaseOf, rateTrace, registered, resolve, trace } from "./trace.ts";

const sequence = (milestones: number[], ...schedulers: PartConfig[]): PartConfig => ({
  type: "SequentialLR",
  milestones,
  schedulers,
});
const chain = (...schedulers: PartConfig[]): PartConfig => ({ type: "ChainedScheduler", schedulers });
const of = (type: string, parameters: Record<string, Json> = {}): PartConfig => ({ type, ...parameters });
const halves = of("ExponentialLR", { gamma: 0.5 });

describe("a sequence", () => {
  it("as phases or as SequentialLR is the same", () => {
    const [warm, cosine] = [of("LinearLR", { total_iters: 5 }), of("CosineAnnealingLR", { T_max: 15 })];
    const phases = [phaseOf(warm, 5), phaseOf(cosine, 15)];
    const { type, ...parameters } = sequence([5], warm, cosine);
    assert.deepEqual(rateTrace(createSchedule(phases), 0.3, 20), rateTrace(build(type, parameters, 20), 0.3, 20));
  });

  it("gives totals that PyTorch demands the stretch between milestones", () => {
    const inner = resolve(
      sequence([4, 10], of("CosineAnnealingLR"), of("CosineAnnealingLR"), of("OneCycleLR", { max_lr: 1 })),
      30,
    );
    const totals = (inner.schedulers as PartConfig[]).map(({ T_max, total_steps }) => T_max ?? total_steps);
    assert.deepEqual(totals, [4, 6, 20]);
  });

  it("nests, milestones counting from the start of the inner window", () => {
    const tenths = of("ExponentialLR", { gamma: 0.1 });
    assertRates(sequence([3], halves, sequence([2], tenths, halves)), 1, [1, 0.5, 0.25, 1, 0.1, 1, 0.5, 0.25]);
    assertRates(sequence([4], sequence([2], halves, tenths), halves), 1, [1, 0.5, 1, 0.1, 1, 0.5]);
  });

  it("lets MultiplicativeLR and SWALR go on from the last rate, all others from the base rate", () => {
    const table = of("MultiplicativeLR", { lr_lambda: [0.5, 0.1, 0.1, 0.1, 0.1, 0.1] });
    assertRates(sequence([2], halves, table), 1, [1, 0.5, 0.25, 0.025]);
    assertRates(table, 1, [1, 0.1, 0.01]);
    const swa = of("SWALR", { swa_lr: 0.1, anneal_epochs: 2, anneal_strategy: "linear" });
    assertRates(sequence([2], halves, swa), 1, [1, 0.5, 0.5, 0.3, 0.1, 0.1]);
    assertRates(sequence([2], halves, of("StepLR", { step_size: 9 })), 1, [1, 0.5, 1, 1]);
  });

  it("with torch_compatible is constructed as PyTorch constructs it", () => {
    // All of these are rates that torch 2.13 gives.
    const torch = (composition: PartConfig): PartConfig => ({ ...composition, torch_compatible: true });
    const gone = of("ConstantLR", { factor: 0.1, total_iters: 0 });
    assertRates(gone, 1, [0.1, 0.1, 0.1]);
    assertRates(torch(sequence([2], halves, gone)), 1, [1, 0.5, 1, 1, 1]);
    const cycle = of("CyclicLR", { base_lr: 0.2, max_lr: 1, step_size_up: 4, cycle_momentum: false });
    assertRates(torch(sequence([2], cycle, halves)), 5, [0.2, 0.4, 0.2, 0.1, 0.05]);
    assertRates(torch(sequence([1, 3], halves, cycle, halves)), 5, [5, 0.2, 0.4, 5, 2.5, 1.25]);
    const once = of("OneCycleLR", { max_lr: 10, div_factor: 5, total_steps: 10, cycle_momentum: false });
    assertRates(torch(sequence([1], once, halves)), 4, [2, 2, 1, 0.5]);
    assertRates(
      torch(chain(of("ConstantLR", { factor: 0.5, total_iters: 2 }), torch(sequence([], halves)))),
      4,
      [4, 2, 2, 1],
    );
  });

  it("leaves each its own base rate unless it is to be as PyTorch's", () => {
    const cycle = of("CyclicLR", { base_lr: 0.2, max_lr: 1, step_size_up: 4, cycle_momentum: false });
    assertRates(sequence([2], cycle, halves), 5, [0.2, 0.4, 5, 2.5, 1.25]);
    const once = of("OneCycleLR", { max_lr: 10, div_factor: 5, total_steps: 10, cycle_momentum: false });
    // A warm-up before OneCycleLR begins at a tenth of the optimizer's rate, not of OneCycleLR's.
    const warm = of("ConstantLR", { factor: 0.1, total_iters: 9 });
    assertRates(sequence([2], warm, once), 4, [0.4, 0.4, 2]);
    assertRates(chain(of("ConstantLR", { factor: 0.5, total_iters: 2 }), sequence([], halves)), 4, [2, 1, 1, 0.5]);
  });

  it("refuses with torch_compatible what PyTorch refuses, and what it cannot start", () => {
    const plateau = of("ReduceLROnPlateau", { patience: 0, factor: 0.1 });
    const refused = (composition: PartConfig, reason: RegExp) => {
      const { type, ...parameters } = { ...composition, torch_compatible: true };
      assert.throws(() => build(type, parameters, 9), reason);
    };
    refused(chain(halves, plateau), /take no scheduler that follows a metric/);
    refused(sequence([3], chain(halves, plateau), halves), /take no scheduler that follows a metric/);
    refused(sequence([2], halves, chain(halves)), /cannot start a composition at a milestone/);
    refused(sequence([2], sequence([1], halves, chain(halves)), halves), /cannot start a composition at a milestone/);
  });

  it("with torch_compatible starts a composition where PyTorch can, and leaves out those whose turn never comes", () => {
    const torch = (composition: PartConfig): PartConfig => ({ ...composition, torch_compatible: true });
    assertRates(torch(sequence([0], halves, chain(halves))), 4, [2, 1, 0.5]);
    assertRates(torch(sequence([1, 1], halves, chain(halves), halves)), 4, [4, 4, 2]);
    assertRates(torch(sequence([9], halves, chain(halves))), 4, [4, 2, 1]);
  });

  it("leaves momentum as the last one to cycle it did", () => {
    const cycle = of("CyclicLR", { base_lr: 0, max_lr: 1, step_size_up: 4, base_momentum: 0.5, max_momentum: 0.9 });
    const { type, ...parameters } = sequence([2], cycle, halves);
    const found = trace(build(type, parameters, 4), { lr: [1], momentum: [0.3] }, 4).map(
      ({ momentum }) => momentum?.[0],
    );
    assert.deepEqual(found, [0.9, 0.8, 0.8, 0.8, 0.8]);
  });
});

describe("a chain", () => {
  it("multiplies what its schedulers do", () => {
    const constant = of("ConstantLR", { factor: 0.1, total_iters: 2 });
    assertRates(chain(constant, halves), 1, [0.1, 0.05, 0.25, 0.125]);
  });

  it("takes a plateau, which scales what the others have set", () => {
    const plateau = of("ReduceLROnPlateau", { patience: 0, factor: 0.1 });
    const warm = of("LinearLR", { start_factor: 0.25, total_iters: 3 });
    assertRates(chain(warm, plateau), 4, [1, 2, 3, 0.4, 0.4, 0.04], [5, 4, 4, 3, 3]);
  });

  it("of two plateaus lets each remember its own", () => {
    const halve = of("ReduceLROnPlateau", { patience: 0, factor: 0.5 });
    const tenth = of("ReduceLROnPlateau", { patience: 1, factor: 0.1 });
    // The first metric is the best: each later one halves, and every second one takes it to a tenth, too.
    assertRates(chain(halve, tenth), 1, [1, 1, 0.5, 0.025, 0.0125, 0.000625], [1, 2, 2, 2, 2]);
  });

  it("starts anew from the base rate in a later window", () => {
    const warm = of("LinearLR", { start_factor: 0.5, total_iters: 1 });
    assertRates(sequence([2], halves, chain(warm, halves)), 1, [1, 0.5, 0.5, 0.5, 0.25]);
  });
});

describe("compositions three deep", () => {
  const warm = of("LinearLR", { start_factor: 0.25, total_iters: 3 });
  const tenths = of("ExponentialLR", { gamma: 0.1 });

  it("climb in quarters with the brake on, restart without it, double as it is released, and then halve from 4", () => {
    // Innermost: 1, 2, 3, 4 in ticks 0 to 3, halved by the brake. Its second schedule begins at tick 4 from the base rate,
    // whatever the chain had made of it; at tick 5 it takes a tenth, and the brake, released, takes its half back: 0.8.
    const climbAndFall = sequence([4], warm, tenths);
    const braked = chain(climbAndFall, of("ConstantLR", { factor: 0.5, total_iters: 5 }));
    assertRates(sequence([6], braked, halves), 4, [0.5, 1, 1.5, 2, 4, 0.8, 4, 2, 1]);
  });

  it("have a plateau in their midst act on what the others have made of the rate, in its own window alone", () => {
    // 2 ticks at 4; then a plateau of patience 0 that halves, chained to tenths: the metric stands still from its second on.
    const plateau = of("ReduceLROnPlateau", { patience: 0, factor: 0.5 });
    const hold = of("ConstantLR", { factor: 1, total_iters: 1 });
    const inner = sequence([2], hold, chain(tenths, plateau));
    assertRates(sequence([5], inner, halves), 4, [4, 4, 4, 0.4, 0.02, 4, 2], [9, 9, 1, 1, 1, 1]);
  });
});

describe("the schedulers in a plan", () => {
  it("are all found, compositions before their children", () => {
    const cycle = of("CyclicLR", { base_lr: 0, max_lr: 1 });
    const configs = [of("StepLR"), sequence([1], chain(halves, cycle), of("ReduceLROnPlateau"))];
    const found = [...schedulersIn(configs, registered)];
    const types = ["StepLR", "SequentialLR", "ChainedScheduler", "ExponentialLR", "CyclicLR", "ReduceLROnPlateau"];
    assert.deepEqual(
      found.map(([, { type }]) => type),
      types,
    );
    assert.deepEqual(
      found.map(([{ monitors }]) => monitors),
      types.map((type) => type === "ReduceLROnPlateau"),
    );
    assert.deepEqual(
      found.map(([part]) => part.interval),
      types.map((type) => (type === "CyclicLR" ? "step" : "epoch")),
    );
  });

  it("say whether they cycle momentum", () => {
    const cycles = (type: string, parameters: Record<string, Json>) =>
      registered[type]?.cycles(resolve(of(type, parameters), 9));
    assert.isTrue(cycles("OneCycleLR", { max_lr: 1 }));
    assert.isFalse(cycles("OneCycleLR", { max_lr: 1, cycle_momentum: false }));
    assert.isFalse(cycles("StepLR", { step_size: 3 }));
  });
});
