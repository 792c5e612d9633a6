import { spawnSync } from "node:child_process";
import { assert } from "chai";
import { needsTorch } from "../python.ts";
import { Workplace } from "./cli.ts";
import { CLI } from "./process.ts";

const EXPERIMENT = `data: {type: linear, features: 4, samples: 200}
model: [{type: Linear, out_features: 8}, Tanh, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.05}
training: {epochs: 3, batch_size: 16}
seeds: 2
grid:
  scheduler:
    constant: null
    cosine: CosineAnnealingLR
`;

/** PyTorch whose loss is a hundredth too large. */
const WRONG = `import torch
right = torch.nn.functional.mse_loss
torch.nn.functional.mse_loss = lambda *values, **options: 1.01 * right(*values, **options)
`;

describe("verify", function () {
  this.timeout(120_000);
  let here: Workplace;
  before(function () {
    needsTorch(this);
  });
  beforeEach(() => {
    here = new Workplace();
    here.write("demo.yaml", EXPERIMENT);
    assert.strictEqual(run(["sweep", "demo.yaml"]).status, 0);
  });
  afterEach(() => here.remove());

  function run(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
    return spawnSync(process.execPath, [CLI, ...words], {
      cwd: here.folder,
      encoding: "utf8",
      env: { ...process.env, ...env },
    });
  }

  it("finds that runs agree with PyTorch, and says so in the results, which stay complete", () => {
    const { status, stdout, stderr } = run(["verify", "results/demo", "--runs", "3"]);
    assert.strictEqual(status, 0, stderr);
    assert.match(stdout, /demo: 3 of 3 sampled runs agree with PyTorch [\d.]+ within 1e-\d+\./);
    const [sentence = "none"] = /3 of 3 .*\./.exec(stdout) ?? [];
    assert.include(here.read("results/demo/summary.md"), sentence);
    assert.include(here.read("results/demo/report.html"), sentence);
    assert.strictEqual(JSON.parse(here.read("results/demo/verified.json")).runs.length, 3);
    const again = run(["sweep", "demo.yaml"]);
    assert.include(again.stdout + again.stderr, "nothing to train");
  });

  it("finds that runs differ, and by how much", () => {
    here.write("sitecustomize.py", WRONG);
    const { status, stdout, stderr } = run(["verify", "results/demo"], { PYTHONPATH: here.folder });
    assert.strictEqual(status, 1, stderr);
    assert.match(stdout, /differs: /);
    assert.match(stdout, /demo: 0 of 4 sampled runs agree with PyTorch [\d.]+\./);
  });

  it("refuses results that PyTorch trained itself", () => {
    run(["sweep", "demo.yaml", "--set", "training.engine=torch", "--set", "name=by-torch"]);
    const { status, stderr } = run(["verify", "results/by-torch"]);
    assert.strictEqual(status, 2);
    assert.include(stderr, "verify compares runs of our own engine");
  });
});
