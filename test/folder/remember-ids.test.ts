import { assert } from "chai";
import { rememberIds } from "../../src/folder/remember-ids.ts";
import { planOf } from "../results/fixtures.ts";

describe("remembered ids", () => {
  it("are the plan's, asked for once", () => {
    const asked: string[] = [];
    const ids: Record<string, string> = {
      "0 7": "r0000000000000000",
      "1 7": "r000000000000000a",
      "0 3": "rffffffff00000000",
    };
    const runId = (variant: number, seed: number) => {
      asked.push(`${variant} ${seed}`);
      return ids[`${variant} ${seed}`] ?? planOf().runId(variant, seed);
    };
    const plan = rememberIds({ ...planOf({ seeds: [7, 3] }), runId });
    for (const round of [1, 2])
      for (const seed of [7, 3])
        for (const variant of [0, 1, 2])
          assert.strictEqual(plan.runId(variant, seed), runId(variant, seed), `round ${round}`);
    // Six by the loop in each round, and six by the plan.
    assert.lengthOf(asked, 6 + 6 + 6);
  });

  it("are the plan's for a seed it does not have", () => {
    assert.strictEqual(rememberIds(planOf()).runId(1, 99), planOf().runId(1, 99));
  });
});
