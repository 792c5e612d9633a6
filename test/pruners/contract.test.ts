import { assert } from "chai";
import type { PrunerPart } from "../../src/contracts/pruner.ts";
import * as pruners from "../../src/pruners/index.ts";
import { at, cohortsOf, variants } from "./cohorts.ts";

const registered: Readonly<Record<string, PrunerPart>> = pruners;

describe("every pruner", () => {
  for (const [type, part] of Object.entries(registered)) {
    it(`${type} puts every variant into one cohort, in the order of the plan`, () => {
      const members = cohortsOf(part, {}, 50).map((cohort) => cohort.members);
      assert.sameMembers(members.flat(), variants);
      assert.lengthOf(members.flat(), variants.length);
      for (const own of members)
        assert.deepEqual(
          [...own].sort((a, b) => a - b),
          own,
        );
    });

    it(`${type} decides at rising epochs before the last, and keeps at least the best`, () => {
      for (const { members, rungs } of cohortsOf(part, {}, 50)) {
        const epochs = rungs.map((rung) => rung.epochs);
        assert.deepEqual(
          [...new Set(epochs)].sort((a, b) => a - b),
          epochs,
        );
        assert.isBelow(Math.max(0, ...epochs), 50);
        const standings = members.map((member) => at(member));
        const finished = Array.from({ length: 20 }, () => at(0.5));
        for (const { keep } of rungs) assert.include(keep([at(0), ...standings], finished), 0);
      }
    });

    it(`${type} has no decision before the epochs that its own parameter ${part.plan({ type }).firstDecision} gives`, () => {
      const first = part.plan({ type }).firstDecision;
      const rungs = cohortsOf(part, { [first]: 7 }, 50).flatMap((cohort) => cohort.rungs);
      assert.strictEqual(Math.min(...rungs.map(({ epochs }) => epochs)), 7);
    });
  }
});
