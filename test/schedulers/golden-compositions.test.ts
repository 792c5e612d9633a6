import { assert } from "chai";
import { baseOf, golden, type ScheduleSetting } from "../golden.ts";
import { buildSpec, trace } from "./trace.ts";

interface CompositionsFile extends Pick<ScheduleSetting, "optimizer" | "steps"> {
  readonly cases: readonly (Pick<ScheduleSetting, "id" | "base_lr" | "scheduler"> &
    ({ readonly rates: number; readonly momenta: number } | { readonly error: string }))[];
}

const { optimizer, steps, cases } = golden<CompositionsFile>("compositions.json.gz");

/** A sum of [ticks, groups] in which every place has a weight of its own; the same as in recorders/compositions.py. */
function weighed(table: readonly (readonly number[])[]): number {
  let sum = 0;
  table.forEach((row, t) => {
    row.forEach((value, group) => {
      sum += (1 + t / 7 + group / 3) * value;
    });
  });
  return sum;
}

/** The levels of a composition, which its id begins with. */
const depthOf = ({ id }: { readonly id: string }) => Number(id.split("-")[0]);

describe("random compositions, torch_compatible", () => {
  for (const depth of [1, 2, 3]) {
    it(`of ${depth} ${depth === 1 ? "level" : "levels"} have PyTorch's rates and momenta, or are refused as there`, () => {
      const own = cases.filter((one) => depthOf(one) === depth);
      assert.isAbove(own.length, 1000);
      for (const one of own) {
        const told = () => JSON.stringify(one);
        const run = () => trace(buildSpec(one.scheduler, steps), baseOf({ ...one, optimizer }), steps);
        if ("error" in one) {
          assert.throws(run, undefined, undefined, told());
          continue;
        }
        const found = run();
        const rates = weighed(found.map(({ lr }) => lr));
        const momenta = weighed(found.map(({ momentum = [] }) => momentum));
        if (Math.abs(rates - one.rates) > 1e-11 * Math.max(1, one.rates)) assert.strictEqual(rates, one.rates, told());
        if (Math.abs(momenta - one.momenta) > 1e-11) assert.strictEqual(momenta, one.momenta, told());
      }
    });
  }
});
