import { assert } from "chai";
import { linesToChange } from "../../src/starter/script-lines.ts";
import { factsIn } from "../../src/starter/script-text.ts";

/** As people write them. */
const STOCK = `"""Trains
from scratch.
"""
from __future__ import annotations
import argparse
import torch
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.05, help="rate")
parser.add_argument("--epochs", type=int, default=6)
args = parser.parse_args()
torch.manual_seed(args.seed)
np.random.seed(args.seed)
opt = torch.optim.AdamW(
    model.parameters(), lr=args.lr)
warmup = torch.optim.lr_scheduler.LinearLR(opt)
sched = torch.optim.lr_scheduler.SequentialLR(opt, [warmup, rest], [5])
for ep in range(start, args.epochs):
    sched.step()
`;

const changesOf = (script: string) =>
  linesToChange(script, factsIn(script)).map(({ number, change }) => [number, change] as const);

describe("the lines of a script that change", () => {
  it("are those of its imports, seeds, optimizer, schedulers and loop, under the script's own names", () => {
    assert.deepEqual(changesOf(STOCK), [
      [5, "add before it: import lrsweep; run = lrsweep.start(lr=0.05, epochs=6)"],
      [11, "run.seed_everything()"],
      [12, "remove it: run.seed_everything() seeds this, too"],
      [13, "lr=run.lr"],
      [15, "remove it"],
      [16, "sched = run.scheduler(opt)"],
      [17, "for ep in run.epochs(start=start):"],
      [undefined, "at the end of each epoch: run.log(train_loss=…, val_loss=…)"],
    ]);
  });

  it("are told in words where a script has no such line", () => {
    assert.deepEqual(changesOf("train()\n"), [
      [undefined, "at the beginning: import lrsweep; run = lrsweep.start(lr=0.1, epochs=30)"],
      [undefined, "after the imports: run.seed_everything()"],
      [undefined, "where the optimizer is made: lr=run.lr; add after it: scheduler = run.scheduler(optimizer)"],
      [undefined, "the loop over epochs: for epoch in run.epochs():"],
      [undefined, "at the end of each epoch: run.log(train_loss=…, val_loss=…)"],
    ]);
  });
});

describe("the facts of a script", () => {
  it("are its rate, momentum and epochs, in its own lines or as defaults of its options", () => {
    assert.deepEqual(factsIn(STOCK), { lr: 0.05, momentum: undefined, epochs: 6 });
    assert.deepEqual(factsIn("EPOCHS = 7\nLR: float = 1e-3\nSGD(p, lr=LR, momentum=0.8)"), {
      lr: 0.001,
      momentum: 0.8,
      epochs: 7,
    });
    assert.deepEqual(factsIn("for epoch in range(12):"), { lr: 0.1, momentum: undefined, epochs: 12 });
    assert.deepEqual(factsIn("min_lr = 0.5\nlr = 0.2"), { lr: 0.2, momentum: undefined, epochs: 30 });
  });
});
