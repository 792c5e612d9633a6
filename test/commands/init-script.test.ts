import { assert } from "chai";
import { Workplace } from "./cli.ts";

const SCRIPT = `import torch
from torch import nn

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
for epoch in range(12):
    optimizer.step()
`;

describe("init --script", () => {
  let here: Workplace;
  beforeEach(() => {
    here = new Workplace();
  });
  afterEach(() => here.remove());

  it("writes an experiment beside the script, the adapter, and which lines to change", () => {
    here.write("train.py", SCRIPT);
    const { status, stdout, stderr } = here.run(["init", "resnet", "--script", "train.py"]);
    assert.strictEqual(status, 0, stderr);
    assert.include(stdout, "wrote resnet.yaml and lrsweep.py\n");
    for (const text of [
      "  line 1: import torch\n    → add before it: import lrsweep; run = lrsweep.start(lr=0.05, momentum=0.9, epochs=12)\n",
      "  line 5: optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)\n    → lr=run.lr, momentum=run.momentum; add after it: scheduler = run.scheduler(optimizer)\n",
      "  line 6: for epoch in range(12):\n    → for epoch in run.epochs():\n",
      "run.log(train_loss=…, val_loss=…)",
    ])
      assert.include(stdout, text);
    const written = here.read("resnet.yaml");
    for (const line of [
      "  command: [python3, train.py]",
      "  files: [train.py]",
      "optimizer: {lr: 0.05, momentum: 0.9}",
      "training: {epochs: 12}",
    ])
      assert.include(written.split("\n"), line);
    assert.match(here.read("lrsweep.py"), /^"""/);
    const checked = here.run(["check", "--strict", "resnet.yaml"]);
    assert.strictEqual(checked.status, 0, checked.stderr);
    assert.include(checked.stdout, "resnet: ok, 45 runs (variants: 15, seeds: 3)");
    assert.strictEqual(here.run(["preview", "resnet.yaml"]).status, 0);
    // Nothing is started unless the user says so.
    const swept = here.run(["sweep", "resnet.yaml"]);
    assert.strictEqual(swept.status, 2);
    assert.include(swept.stderr, "resnet starts a program: python3 train.py");
    assert.include(swept.stderr, "add --trust-scripts or set LRSWEEP_TRUST_SCRIPTS=1");
  });

  it("overwrites nothing, and refuses what the script has itself", () => {
    here.write("train.py", SCRIPT);
    here.write("lrsweep.py", "# mine\n");
    here.write("there.yaml", "name: there\n");
    const refusal = (...words: string[]) => {
      const { status, stderr } = here.run(["init", ...words]);
      assert.strictEqual(status, 2);
      return stderr;
    };
    assert.match(refusal("there", "--script", "train.py"), /there\.yaml exists already/);
    assert.match(
      refusal("a", "--script", "train.py", "--model", "mlp"),
      /--model: the program of --script has its own/,
    );
    assert.match(refusal("a", "--script", "no.py"), /--script no\.py: cannot read it/);
    assert.match(
      refusal("a", "--script", "train.py", "--schedulers", "cosin"),
      /--schedulers: [\s\S]*did you mean 'cosine'/,
    );
    assert.strictEqual(here.run(["init", "b", "--script", "train.py", "--epochs", "5"]).status, 0);
    assert.strictEqual(here.read("lrsweep.py"), "# mine\n");
    assert.include(here.read("b.yaml"), "training: {epochs: 5}");
  });
});
