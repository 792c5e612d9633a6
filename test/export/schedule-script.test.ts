import { spawnSync } from "node:child_process";
import { assert } from "chai";
import { scriptRun } from "../../src/contracts/config.ts";
import { writeScheduleScript } from "../../src/export/schedule-script.ts";
import { parts } from "../../src/parts.ts";
import { previewCourse } from "../../src/training/preview.ts";
import { needsTorch, python } from "../python.ts";
import { planOf, scriptWith } from "../script/experiment.ts";

const EPOCHS = 8;
const STEPS = 3;

function written(scheduler: string, optimizer = "{lr: 0.1, momentum: 0.9}") {
  const training = `{epochs: ${EPOCHS}, steps_per_epoch: ${STEPS}}`;
  const plan = planOf(scriptWith({ scheduler, training, optimizer }));
  const variant = plan.variant(0);
  const text = writeScheduleScript({
    ...{ id: "r1", title: "demo: seed 0", version: "1.0", parts, stepsPerEpoch: variant.stepsPerEpoch },
    config: scriptRun(variant.config),
  });
  return { text, variant };
}

/** Pastes a schedule into a script as its comments say, and gives the rate of every step. */
const PASTE = `
import sys, json, re, torch, warnings
warnings.simplefilter("ignore")
scheduler = torch.optim.lr_scheduler
scheduler.LRScheduler = getattr(scheduler, "LRScheduler", scheduler._LRScheduler)  # its name before 2.0
text = sys.stdin.read()
optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1, momentum=0.9)
space = {"optimizer": optimizer, "steps": 0}
exec(text, space)
def part(head):
    found = re.search("# After " + head + "[^\\n]*:\\n((?:#     [^\\n]*\\n)+)", text)
    return re.sub("^#     ", "", found.group(1), flags=re.M) if found else ""
each_step, each_epoch = part("each optimizer step"), part("each epoch")
rates = []
for epoch in range(1, ${EPOCHS} + 1):
    for _ in range(${STEPS}):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        exec(each_step, space)
    space["epoch"], space["row"] = epoch, {"val_loss": 1.0, "train_loss": 1.0}
    exec(each_epoch, space)
json.dump(rates, sys.stdout)
`;

describe("A program's schedule as PyTorch code", () => {
  for (const scheduler of [
    "{type: CosineAnnealingLR}",
    "{type: StepLR, step_size: 2, frequency: 2}",
    "{type: OneCycleLR, max_lr: 0.4}",
    "{type: StepLR, step_size: 2, interval: step, frequency: 3}",
    "[{type: LinearLR, epochs: 2}, {type: CosineAnnealingLR}]",
    "[{type: LinearLR, steps: 4}, {type: ExponentialLR, gamma: 0.5}]",
    "{type: ReduceLROnPlateau, patience: 0, factor: 0.5}",
    "{type: WarmupStableDecayLR, warmup: 2, decay: 3}",
  ])
    it(`has the sweep's rates: ${scheduler}`, function () {
      needsTorch(this);
      const { text, variant } = written(scheduler);
      const { stdout, stderr } = spawnSync(python, ["-c", PASTE], { input: text, encoding: "utf8" });
      const own = previewCourse(variant, parts.scheduler, () => ({ val_loss: 1, train_loss: 1 }));
      const expected = own.isPerStep ? own.lr : own.lr.flatMap((rate) => Array.from({ length: STEPS }, () => rate));
      const rates = JSON.parse(stdout === "" ? assert.fail(`${stderr}\n${text}`) : stdout) as number[];
      assert.lengthOf(rates, expected.length);
      for (const [step, rate] of rates.entries()) assert.closeTo(rate, expected[step] as number, 1e-12, `step ${step}`);
    });

  it("says what the optimizer is made with, and where there is no scheduler", () => {
    const { text } = written("null", "{lr: 0.1, groups: [{name: head, lr: 0.01}]}");
    assert.strictEqual(
      text,
      '"""The schedule of r1 (demo: seed 0), written by lrsweep 1.0. Paste it into a training script."""\n\n' +
        "# The optimizer is made with lr=0.1, and lr=0.01 for the group head.\n" +
        "# The rate stays as it is: there is no scheduler.\n",
    );
  });
});
