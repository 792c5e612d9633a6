import { assert } from "chai";
import { baseOf, golden, type ScheduleCase } from "../golden.ts";
import { buildSpec, registered, resumed, trace } from "./trace.ts";

const cases = golden<ScheduleCase[]>("schedules.json");

describe("every scheduler of PyTorch", () => {
  for (const [type, { source }] of Object.entries(registered)) {
    const own = cases.filter(({ scheduler }) => scheduler.type === type);

    if (!source.startsWith("torch.")) continue;

    it(`${type} is held against PyTorch`, () => assert.isNotEmpty(own));

    it(`${type} goes on with the same bits from any tick`, () => {
      for (const one of own) {
        const steps = Math.min(one.steps, 60);
        const make = () => buildSpec(one.scheduler, one.steps);
        const figures = Array.from({ length: steps }, (_, i) => Number(one.metrics?.[i]));
        const whole = JSON.stringify(trace(make(), baseOf(one), steps, figures));
        for (let at = 0; at < steps; at += 1) {
          assert.equal(JSON.stringify(resumed(make, baseOf(one), figures, at)), whole, `${one.id} at ${at}`);
        }
      }
    });
  }
});
