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
