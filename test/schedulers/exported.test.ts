import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import type { RunConfig } from "../../src/contracts/config.ts";
import { ownRun } from "../../src/contracts/config.ts";
import type { Plan } from "../../src/experiment/plan.ts";
import { writeCall } from "../../src/export/python.ts";
import { writeSchedule } from "../../src/export/schedule.ts";
import { loadPlans } from "../../src/loading/load-experiments.ts";
import { parts } from "../../src/parts.ts";
import { schedulersIn } from "../../src/schedule/in-turn.ts";
import { needsPython, syntaxErrors } from "../python.ts";
import { root } from "../root.ts";

describe("experiments/schedule-zoo.yaml", () => {
  const [plan] = loadPlans([`${root}experiments/schedule-zoo.yaml`], { set: [], maxRuns: 1000, strict: true, parts });
  const { variants, variant } = plan as Plan;
  const configs = Array.from({ length: variants }, (_, index) => ownRun(variant(index).config));

  it("has every scheduler: if one is missing, add a line with it", () => {
    const all = [
      ...schedulersIn(
        configs.flatMap(({ scheduler }) => scheduler.map((phase) => phase.scheduler)),
        parts.scheduler,
      ),
    ];
    assert.sameMembers([...new Set(all.map(([, { type }]) => type))], Object.keys(parts.scheduler));
  });

  it("is written in Python that compiles", function () {
    needsPython(this);
    const folder = mkdtempSync(join(tmpdir(), "lrsweep-schedules-"));
    try {
      const scripts = configs.map((config, index) => {
        const path = join(folder, `${index}.py`);
        writeFileSync(path, textOf(config));
        return path;
      });
      assert.strictEqual(syntaxErrors(scripts), "");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function textOf(config: RunConfig): string {
  const written = writeSchedule({ parts, config, stepsPerEpoch: 13 });
  if (written.kind === "constant") return "";
  return [...written.carried, writeCall(written.call, "scheduler = ")].join("\n\n");
}
