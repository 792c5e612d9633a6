import { assert } from "chai";
import Type from "typebox";
import type { PartConfig } from "../../../src/contracts/config.ts";
import type { SchedulerPart } from "../../../src/contracts/scheduler.ts";
import { spell } from "../../../src/contracts/torch.ts";
import { defineFormula } from "../../../src/schedulers/families/define-formula.ts";

const texts = { description: "Halves the rate.", source: "A test." };

const halving = defineFormula({
  ...texts,
  params: Type.Object({ share: Type.Number({ minimum: 0, description: "Share of ten ticks." }) }),
  constants: ({ share }) => ({ half_life: share * 10 }),
  where: { lives: "t / half_life", factor: "0.5 ** lives" },
  formula: "t > 100 ? 0 : base * factor",
});

const unknown = defineFormula({ ...texts, params: Type.Object({}), formula: "base * factor" });

/** Rates at ticks 0, 1, 2, … of two groups. */
function ratesOf(part: SchedulerPart, config: PartConfig, ticks: number): (readonly number[])[] {
  const schedule = part.create(config, ticks, () => assert.fail("it has no children"));
  const base = { lr: [1, 8] };
  let state = schedule.start({ base, last: base, due: base });
  const rates = [state[0].lr];
  for (let t = 1; t < ticks; t++) {
    state = schedule.next(...state, { t });
    rates.push(state[0].lr);
  }
  return rates;
}

describe("A scheduler given as a formula", () => {
  it("has its rates, in each param group from its own base rate", () => {
    const rates = ratesOf(halving, { type: "Halving", share: 0.2 }, 5);
    const factors = [1, Math.SQRT1_2, 0.5, 0.5 * Math.SQRT1_2, 0.25];
    assert.lengthOf(rates, factors.length);
    factors.forEach((factor, t) => {
      assert.lengthOf(rates[t] as number[], 2);
      // A power may be off in its last bit.
      assert.closeTo(rates[t]?.[0] as number, factor, Number.EPSILON * factor);
      assert.closeTo(rates[t]?.[1] as number, 8 * factor, Number.EPSILON * 8 * factor);
    });
  });

  it("is written in Python from the same text", () => {
    const { callee, keywords, carried } = spell(halving, { type: "Halving", share: 0.2 });
    assert.deepEqual([callee, keywords], ["Halving", { half_life: 2 }]);
    assert.deepEqual(carried, [
      `class Halving(lr_scheduler.LRScheduler):
    """Halves the rate."""

    def __init__(self, optimizer, half_life):
        self.parameters = {"half_life": half_life}
        super().__init__(optimizer)

    @staticmethod
    def rate(base, t, half_life):
        lives = t / half_life
        factor = 0.5 ** lives
        return 0 if (t > 100) else (base * factor)

    def get_lr(self):
        return [self.rate(base, self.last_epoch, **self.parameters) for base in self.base_lrs]`,
    ]);
  });

  it("says which name is neither a parameter nor a constant", () => {
    assert.throws(() => ratesOf(unknown, { type: "Unknown" }, 2), "the formula uses 'factor'");
    assert.throws(() => spell(unknown, { type: "Unknown" }), "the formula uses 'factor'");
  });
});
