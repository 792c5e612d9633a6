import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { schedules as chart, type Schedules } from "../../src/previews/schedules.ts";
import { gatherSchedules, writeSchedules } from "../../src/results/schedules.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { planOf } from "./fixtures.ts";

const cycle = { lr: [0.1, 0.2], momentum: [0.95, 0.85], isPerStep: false, stepsPerEpoch: 2 };
const plain = { lr: [0.1, 0.05], momentum: undefined, isPerStep: false, stepsPerEpoch: 2 };

describe("schedules", () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const plan = planOf({ heads: ["scheduler"], cells: [["cycle"], ["=plain"], [null]] });
  const schedules: Schedules = { ...gatherSchedules(plan, (i) => (i === 0 ? cycle : plain)), assumption: "" };
  const read = (name: string) => readFileSync(join(folder, name), "utf8");

  it("have a row for each variant and epoch, and momentum where it is cycled", async () => {
    await writeSchedules(folder, schedules);
    assert.equal(
      read("schedules.csv"),
      "scheduler,epoch,lr,momentum\ncycle,1,0.1,0.95\ncycle,2,0.2,0.85\n'=plain,1,0.1,\n'=plain,2,0.05,\n,1,0.1,\n,2,0.05,\n",
    );
  });

  it("have no column of momentum where nothing cycles it, and none for axes where there are none", async () => {
    const single = planOf({ heads: [], cells: [[]] });
    await writeSchedules(folder, { ...gatherSchedules(single, () => plain), assumption: "" });
    assert.equal(read("schedules.csv"), "epoch,lr\n1,0.1\n2,0.05\n");
  });

  it("show momentum in a chart of its own", async () => {
    await writeSchedules(folder, schedules);
    for (const text of ["learning rate", "momentum", "=plain"]) assert.include(read("schedules.svg"), text);
    const shown = chart.text(schedules, { width: 80, hasColour: false });
    assert.match(shown, /^learning rate\n/);
    assert.include(shown, "\nmomentum\n");
  });
});
