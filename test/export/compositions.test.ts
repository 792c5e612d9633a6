import { spawnSync } from "node:child_process";
import { assert } from "chai";
import { writeCall } from "../../src/export/python.ts";
import { writeSchedule } from "../../src/export/schedule.ts";
import { parts } from "../../src/parts.ts";
import { builderOf } from "../../src/schedule/in-turn.ts";
import { configure } from "../configuration.ts";
import { baseOf, golden, type ScheduleSetting } from "../golden.ts";
import { needsTorch, python } from "../python.ts";
import { ours, phaseOf, registered, trace } from "../schedulers/trace.ts";

interface CompositionsFile extends Pick<ScheduleSetting, "optimizer" | "steps"> {
  readonly cases: readonly (Pick<ScheduleSetting, "id" | "base_lr" | "scheduler"> & { readonly error?: string })[];
}

const { optimizer, steps, cases } = golden<CompositionsFile>("compositions.json.gz");

/** Steps the schedulers of scripts, and prints the ids of those whose rates are not the expected ones. */
const STEP = `
import bisect, json, math, sys, warnings
import torch
from torch.optim import lr_scheduler, swa_utils
warnings.simplefilter("ignore")
# PyTorch 1 has a SequentialLR of its own mind.
skipped = "lr_scheduler.SequentialLR(" if torch.__version__.startswith("1.") else None

def rates(optimizer):
    return [group[key] for group in optimizer.param_groups for key in ("lr", "momentum")]

for case in json.load(sys.stdin):
    if skipped and skipped in case["script"]:
        continue
    groups = [{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": rate} for rate in case["base"]]
    optimizer = torch.optim.SGD(groups, lr=case["base"][0], momentum=0.9)
    names = {"bisect": bisect, "math": math, "torch": torch, "lr_scheduler": lr_scheduler, "swa_utils": swa_utils}
    names["optimizer"] = optimizer
    exec(case["script"], names)
    found = [rates(optimizer)]
    for _ in case["expected"][1:]:
        optimizer.step()
        names["scheduler"].step(*([{}] if case["takesRow"] else []))
        found.append(rates(optimizer))
    worst = max(abs(a - b) for row, other in zip(found, case["expected"]) for a, b in zip(row, other))
    if worst > 1e-10:
        print(case["id"], worst)
`;

function written({ id, base_lr, scheduler }: CompositionsFile["cases"][number]) {
  const config = { ...ours(scheduler), torch_compatible: false };
  const phase = phaseOf(config, steps);
  const found = writeSchedule({ parts, config: { ...configure({ model: [] }), scheduler: [phase] }, stepsPerEpoch: 1 });
  if (found.kind !== "one") throw new Error(`${id} is ${found.kind}`);
  const carried = found.carried.filter((text, index, all) => all.indexOf(text) === index);
  const base = baseOf({ base_lr, optimizer });
  const schedule = builderOf(registered)(phase.scheduler, steps);
  const expected = trace(schedule, base, steps).map(({ lr, momentum = [] }) =>
    lr.flatMap((rate, i) => [rate, momentum[i]]),
  );
  const script = [...carried, writeCall(found.call, "scheduler = ")].join("\n");
  return { id, base: base.lr, script, takesRow: found.takes === "row", expected };
}

describe("exported compositions", () => {
  it("have the rates of their runs in PyTorch", function () {
    needsTorch(this);
    this.timeout(40_000);
    // Those that PyTorch takes, too: none is without an end.
    const chosen = cases.filter(({ error }) => error === undefined).slice(0, 300);
    const input = JSON.stringify(chosen.map(written));
    const { stdout, stderr } = spawnSync(python, ["-c", STEP], { input, encoding: "utf8", maxBuffer: 1 << 26 });
    assert.strictEqual(stdout + stderr, "");
  });
});
