import { assert } from "chai";
import type { PartConfig } from "../../src/contracts/config.ts";
import { writeCall } from "../../src/export/python.ts";
import { writeSchedule } from "../../src/export/schedule.ts";
import { parts } from "../../src/parts.ts";
import { configure } from "../configuration.ts";
import { phaseOf } from "../schedulers/trace.ts";

const halves: PartConfig = { type: "ExponentialLR", gamma: 0.5 };
const swa: PartConfig = { type: "SWALR", swa_lr: 0.1, anneal_epochs: 2 };

/** A scheduler over a whole run as its script has it, on one line. */
function scriptOf(config: PartConfig): string {
  const run = { ...configure({ model: [] }), scheduler: [phaseOf(config, 9)] };
  const written = writeSchedule({ parts, config: run, stepsPerEpoch: 1 });
  return written.kind === "constant" ? "" : writeCall(written.call).replace(/\s+/g, " ");
}

const sequence = (...schedulers: readonly PartConfig[]): PartConfig => ({
  type: "SequentialLR",
  milestones: schedulers.slice(1).map((_, i) => 3 * (i + 1)),
  schedulers,
});

describe("a scheduler as a script", () => {
  it("has a formula as a lambda", () => {
    const cycle = { type: "CyclicLR", base_lr: 0.01, max_lr: 0.1, scale_fn: "1 / 2 ** (x - 1)", scale_mode: "cycle" };
    assert.include(scriptOf(cycle), 'scale_fn=lambda x: 1 / (2 ** (x - 1)), scale_mode="cycle"');
  });

  it("is PyTorch's own unless it has what PyTorch lacks", () => {
    const restarts = { type: "CosineAnnealingWarmRestarts", T_0: 3 };
    assert.strictEqual(
      scriptOf({ ...restarts, gamma: 1 }),
      "lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=3)",
    );
    assert.strictEqual(scriptOf({ ...restarts, gamma: 0.5 }), "DecayingWarmRestarts(optimizer, T_0=3, gamma=0.5)");
  });
});

describe("a composition as a script", () => {
  it("is PyTorch's own with torch_compatible, and so is all within it", () => {
    const script = scriptOf({ ...sequence(sequence(halves, halves), halves), torch_compatible: true });
    assert.strictEqual(script.match(/lr_scheduler\.SequentialLR\(/g)?.length, 2);
    assert.notInclude(script, "InTurn");
  });

  it("is PyTorch's own where that does the same", () => {
    assert.include(scriptOf(sequence(halves, swa)), "lr_scheduler.SequentialLR(");
  });

  it("is not where one would find in the param groups what another one left there", () => {
    assert.include(scriptOf(sequence(swa, halves, { ...swa, swa_lr: 0.2 })), "InTurn(");
    const cycle = { type: "CyclicLR", base_lr: 0.01, max_lr: 0.1, cycle_momentum: false };
    assert.include(scriptOf(sequence(halves, cycle)), "InTurn(");
    assert.include(scriptOf(sequence(sequence(halves, halves), halves)), "InTurn(");
  });
});
