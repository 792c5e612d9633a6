import { assert } from "chai";
import type { Json } from "../../src/contracts/config.ts";
import { parts } from "../../src/parts.ts";
import { checkScheduler } from "../../src/plugins/check-scheduler.ts";

/** Where one set of parameters cannot be guessed from the schema. */
const EXAMPLES: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  LambdaLR: { lr_lambda: "0.9 ** epoch" },
  MultiplicativeLR: { lr_lambda: "0.9" },
  table: { rates: Array.from({ length: 25 }, (_, epoch) => 0.1 / (epoch + 1)) },
  SequentialLR: {
    milestones: [3],
    schedulers: [
      { type: "ConstantLR", factor: 0.5, total_iters: 2 },
      { type: "ExponentialLR", gamma: 0.9 },
    ],
  },
  ChainedScheduler: { schedulers: [{ type: "ExponentialLR", gamma: 0.9 }] },
};

describe("The contract of a scheduler", () => {
  for (const [type, part] of Object.entries(parts.scheduler))
    it(`holds for ${type}`, () => {
      const example = EXAMPLES[type];
      const faults = checkScheduler(part, { schedulers: parts.scheduler, ...(example && { examples: [example] }) });
      assert.deepEqual(faults, []);
    });
});
