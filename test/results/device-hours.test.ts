import { assert } from "chai";
import { decodeRun, encodeRun } from "../../src/journal/record.ts";
import { DeviceClock } from "../../src/results/device-hours.ts";
import { headsOf, rowOf } from "../../src/tables/column.ts";
import { timingColumns } from "../../src/tables/timing-columns.ts";

const timing = (seconds: number, devices?: number) => ({
  ...{ seconds, steps: 10, worker: 1 },
  ...(devices !== undefined && { devices }),
});

describe("device hours", () => {
  it("are a run's time, times the devices that its program had", () => {
    assert.deepEqual(headsOf(timingColumns).slice(0, 3), ["run", "seconds", "device_hours"]);
    assert.deepEqual(rowOf(timingColumns, { run: "r1", timing: timing(1800) }), ["r1", 1800, 0.5, 10 / 1800, 1]);
    assert.deepEqual(rowOf(timingColumns, { run: "r1", timing: timing(1800, 4) }).slice(0, 3), ["r1", 1800, 2]);
  });

  it("are kept by the journal", () => {
    const outcome = { status: "ok", figures: { epochs: 0, metrics: {} } } as const;
    const again = (devices?: number) =>
      decodeRun("ok", encodeRun({ lines: "", outcome, hidden: {}, timing: timing(7, devices) })).timing;
    assert.deepEqual(again(2), timing(7, 2));
    assert.deepEqual(again(), timing(7));
  });

  it("are added up by the values of each axis that varies", () => {
    const clock = new DeviceClock(["scheduler", "lr", "fixed"]);
    clock.add(["constant", 0.1, "a"], timing(3600));
    clock.add(["cosine", 0.1, "a"], timing(1800, 2));
    clock.add(["cosine", 0.3, "a"], timing(900, 2));
    clock.add([null, 0.3, "a"], timing(36));
    assert.deepEqual(clock.hours, {
      all: 2.51,
      by: { scheduler: { constant: 1, cosine: 1.5, "": 0.01 }, lr: { 0.1: 2, 0.3: 0.51 } },
    });
  });

  it("of an axis with many values are left out", () => {
    const clock = new DeviceClock(["lr"]);
    for (let i = 0; i < 30; i++) clock.add([i], timing(3600));
    assert.deepEqual(clock.hours, { all: 30, by: {} });
  });
});
