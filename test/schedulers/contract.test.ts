import { assert } from "chai";
import { golden, type ScheduleCase } from "../golden.ts";
import { buildSpec, registered, resumed, trace, typesIn } from "./trace.ts";

const cases = golden<ScheduleCase[]>("schedules.json");

describe("every scheduler", () => {
  for (const type of Object.keys(registered)) {
    const own = cases.filter(({ scheduler }) => scheduler.type === type);

    it(`${type} is held against PyTorch`, () => assert.isNotEmpty(own));

    it(`${type} goes on with the same bits from any tick`, () => {
      for (const { base_lr, scheduler, steps, metrics = [] } of own) {
        if (!typesIn(scheduler).every((inner) => inner in registered)) continue;
        const make = () => buildSpec(scheduler, steps);
        const base = { lr: [base_lr].flat() as number[] };
        const figures = Array.from({ length: steps }, (_, i) => Number(metrics[i]));
        const whole = trace(make(), base, steps, figures);
        for (let at = 0; at < steps; at += 1) assert.deepEqual(resumed(make, base, figures, at), whole);
      }
    });
  }
});
