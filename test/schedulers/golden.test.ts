import { assert } from "chai";
import { baseOf, golden, type ScheduleCase, type ScheduleErrorCase } from "../golden.ts";
import { buildSpec, trace } from "./trace.ts";

type Table = readonly (readonly number[])[];

/** Rows to leave out, and why. */
const LEFT_OUT: Readonly<Record<string, number>> = {
  // PyTorch misses the restart by the rounding of a logarithm: log(243) / log(3) is a little less than 5.
  cawr_frac_log_short: 32,
};

/** Parity is 1e-12, relative to the figure itself or to the largest of the base figures. */
function assertClose(found: Table, expected: Table, scale: number) {
  assert.lengthOf(found, expected.length);
  expected.forEach((row, t) => {
    row.forEach((rate, group) => {
      assert.closeTo(found[t]?.[group] as number, rate, 1e-12 * (scale + Math.abs(rate)), `tick ${t}, group ${group}`);
    });
  });
}

describe("schedules as PyTorch gives them", () => {
  for (const one of golden<ScheduleCase[]>("schedules.json")) {
    const { id, scheduler, steps, lrs, momentums, metrics, step_epochs } = one;
    it(id, () => {
      const base = baseOf(one);
      const found = trace(buildSpec(scheduler, steps), base, steps, metrics?.map(Number), step_epochs);
      const rates = found.map(({ lr }) => lr);
      const kept = (table: Table) => table.filter((_, row) => row !== LEFT_OUT[id]);
      assertClose(kept(rates), kept(lrs), Math.max(...base.lr));
      if (momentums === undefined) return;
      assertClose(
        found.map(({ momentum = [] }) => momentum),
        momentums,
        1,
      );
    });
  }
});

/** Refused here alone, or there alone. */
const DIFFERENT: Readonly<Record<string, string>> = {
  e_onecycle_nothing: "The cycle takes the whole window.",
  e_seq_unsorted: "Milestones that do not ascend are a mistake.",
};

describe("schedules that PyTorch refuses", () => {
  for (const one of golden<ScheduleErrorCase[]>("schedule_errors.json")) {
    const { id, scheduler, steps, error, lrs } = one;
    const base = baseOf(one);
    const metrics = Array.from({ length: steps }, () => 1);
    const follows = error?.message.includes("missing 1 required positional argument: 'metrics'") ? [] : metrics;
    const run = () => trace(buildSpec(scheduler, Math.max(1, steps)), base, steps, follows).map(({ lr }) => lr);
    const isRefused = (error === null) === id in DIFFERENT;
    it(`${id}: ${DIFFERENT[id] ?? error?.message ?? "not one of them"}`, () => {
      if (isRefused) assert.throws(run);
      else if (lrs === undefined) assert.doesNotThrow(run);
      else assertClose(run(), lrs, Math.max(...base.lr));
    });
  }
});
