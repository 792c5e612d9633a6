import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { needsPython, python } from "../python.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { adapters, type Heard, type Hosted, host } from "./host.ts";

/** A script without PyTorch. Its optimizer is an object of the form that PyTorch's have. */
const HEAD = `
import os, sys
import lrsweep

class SGD:
    def __init__(self, *groups):
        self.param_groups = [{"lr": 1.0, "momentum": 0.0, **group} for group in groups or [{}]]
    def step(self):
        pass
`;

describe("The adapter for Python", () => {
  let folder = "";

  before(function () {
    needsPython(this);
  });
  beforeEach(() => {
    folder = temporaryFolder();
    mkdirSync(join(folder, "run"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(text: string): string {
    writeFileSync(join(folder, "train.py"), `${HEAD}${text}`);
    return join(folder, "train.py");
  }
  const run = (text: string, options: Partial<Hosted> = {}): Promise<Heard> =>
    host([python, write(text)], { directory: join(folder, "run"), cwd: folder, ...options });
  /** Of a program that must work. */
  async function rows(text: string, options: Partial<Hosted> = {}) {
    const heard = await run(text, options);
    assert.equal(heard.code, 0, heard.stderr);
    return heard.rows.map(({ metrics }) => metrics);
  }
  async function error(text: string, options: Partial<Hosted> = {}): Promise<string> {
    const { messages, code, stderr } = await run(text, options);
    const said = messages.at(-1)?.error ?? "";
    assert.equal(code, 1);
    assert.include(stderr, `lrsweep.Error: ${said}`);
    return said;
  }

  describe("start()", () => {
    it("gives the YAML's values, in the types of the defaults, and the script's own where the YAML has none", async () => {
      const text = `
run = lrsweep.start(lr=0.5, betas=(0.1, 0.2), width=1, dropout=0.5, depth=2, net=None)
run.seed_everything()
for epoch in run.epochs():
    assert run.betas == (0.9, 0.99) and isinstance(run.dropout, float), run.parameters
    run.log(lr=run.lr, width=run.width, depth=run.depth, layers=run.net["layers"], seed=run.seed, epochs=run.epoch_count)
`;
      const found = await rows(text, {
        epochs: 1,
        optimizer: { lr: 0.1, betas: [0.9, 0.99] },
        parameters: { width: 64, dropout: 0, net: { layers: 3 } },
        metrics: ["lr", "width", "depth", "layers", "seed", "epochs"],
      });
      assert.deepEqual(found, [{ lr: 0.1, width: 64, depth: 2, layers: 3, seed: 3, epochs: 1 }]);
    });

    it("refuses a parameter that it does not name, and says how to name it", async () => {
      const text = "lrsweep.start(lr=0.1, depth=2)";
      assert.include(await error(text, { parameters: { width: 64 } }), "Write lrsweep.start(lr=…, depth=…, width=…)");
      assert.include(await error(text, { optimizer: { lr: 0.1, weight_decay: 0.1 } }), "start() does not name");
      assert.include(await error("lrsweep.start(lr=0.1)", { parameters: { lr: 1 } }), "both in script.parameters and");
    });

    it("refuses a parameter whose name the run needs itself", async () => {
      assert.include(await error("lrsweep.start(log=True)"), "a parameter cannot be called log");
      assert.include(await error("lrsweep.start()", { parameters: { seed: 1 } }), "seed");
    });

    it("says what a script asks for that nobody has given", async () => {
      const { stderr } = await run("lrsweep.start(lr=0.1).width");
      assert.include(stderr, "the run has no parameter width: give start() a default for it");
    });

    it("names a copy of another version beside the script", async () => {
      const copy = readFileSync(join(adapters, "lrsweep.py"), "utf8").replace(/^VERSION = \d+/m, "VERSION = 999");
      writeFileSync(join(folder, "lrsweep.py"), copy);
      const { messages } = await run("next(lrsweep.start(lr=0.1).epochs())");
      assert.equal(messages[0]?.adapter, "python 999");
      assert.include(messages[0]?.note, `${join(folder, "lrsweep.py")} is version 999 of the adapter`);
      writeFileSync(join(folder, "lrsweep.py"), readFileSync(join(adapters, "lrsweep.py")));
      assert.isUndefined((await run("next(lrsweep.start(lr=0.1).epochs())")).messages[0]?.note);
    });
  });

  describe("started by hand", () => {
    const byHand = (text: string) => {
      const env = { ...process.env, PYTHONPATH: adapters, PYTHONDONTWRITEBYTECODE: "1" };
      return spawnSync(python, [write(text)], { encoding: "utf8", env });
    };

    it("trains with the defaults and prints what it logs", () => {
      const { stdout, stderr } = byHand(`
run = lrsweep.start(lr=0.5, width=8, epochs=2, seed=7)
optimizer = SGD({"lr": run.lr})
scheduler = run.scheduler(optimizer)
assert os.path.isdir(run.directory) and run.reported == 0
for epoch in run.epochs():
    optimizer.step()
    scheduler.step()
    run.log(train_loss=1 / (epoch + 1), rate=run.rate(0))
    run.log({"val/loss": float("nan")}, lr=scheduler.get_last_lr()[0])
run.log(test_loss=run.seed)
`);
      const lines = ["epoch 0: train_loss 1, rate 0.5", "epoch 0: val/loss nan, lr 0.5"];
      const second = ["epoch 1: train_loss 0.5, rate 0.5", "epoch 1: val/loss nan, lr 0.5", "test_loss 7.0"];
      assert.equal(stdout, [...lines, ...second, ""].join("\n"), stderr);
    });

    it("starts at an epoch", () => {
      const text = "run = lrsweep.start(epochs=3)\nfor epoch in run.epochs(start=2): run.log(loss=epoch)";
      assert.equal(byHand(text).stdout, "epoch 2: loss 2\n");
    });
  });

  describe("rates", () => {
    const rates = (epoch: number) => [
      { lr: 9, momentum: 0.1 },
      { lr: [epoch + 0.1, epoch + 0.2], momentum: 0.9 },
      { lr: epoch, momentum: [0.5, 0.6] },
    ];
    const groups = [
      { name: "body", lr: 0.1 },
      { name: "head", lr: 1, dampening: 0.5 },
    ];
    const options: Partial<Hosted> = {
      epochs: 2,
      steps: 2,
      byStep: true,
      optimizer: { lr: 0.1, momentum: 0.9, groups },
      rates,
      metrics: ["a", "b", "c", "d"],
    };

    it("are asked for by step, group and figure", async () => {
      const text = `
run = lrsweep.start(momentum=0.9)
for epoch in run.epochs():
    run.log(a=run.rate(0), b=run.rate(1, group="body"), c=run.rate(1, group="head"), d=run.rate(1, "head", "momentum"))
`;
      assert.deepEqual(await rows(text, options), [
        { a: 9, b: 0.2, c: 0, d: 0.6 },
        { a: 9, b: 1.2, c: 1, d: 0.6 },
      ]);
    });

    const follow = (...named: readonly string[]) => `
run = lrsweep.start(momentum=0.9)
optimizer = SGD(${named.join(", ")})
run.scheduler(optimizer)
for epoch in run.epochs():
    optimizer.step()
    first, *_, last = optimizer.param_groups
    figures = dict(a=first["lr"], b=first["momentum"], c=last["lr"], d=last["momentum"])
    optimizer.step()
    run.log(figures)
`;
    const second = [
      { a: 0.2, b: 0.9, c: 0, d: 0.6 },
      { a: 1.2, b: 0.9, c: 1, d: 0.6 },
    ];

    it("go to param groups by their order, or by their names", async () => {
      assert.deepEqual(await rows(follow("{}", "{}"), options), second);
      const swapped = second.map(({ a, b, c, d }) => ({ a: c, b: d, c: a, d: b }));
      assert.deepEqual(await rows(follow('{"name": "head"}', '{"name": "body"}'), options), swapped);
      const three = await rows(follow("{}", "{}", "{}"), options);
      assert.deepEqual(three, [
        { a: 9, b: 0.1, c: 0, d: 0.6 },
        { a: 9, b: 0.1, c: 1, d: 0.6 },
      ]);
      const others = await rows(follow("{}", '{"name": "body"}', '{"name": "head"}'), options);
      assert.deepEqual(others, three);
    });

    it("go to betas where an optimizer has no momentum", async () => {
      const text = `
run = lrsweep.start(momentum=0.9)
optimizer = SGD()
optimizer.param_groups = [{"lr": 1.0, "betas": (0.1, 0.999)}]
run.scheduler(optimizer)
for epoch in run.epochs():
    run.log(a=optimizer.param_groups[0]["betas"][0], b=optimizer.param_groups[0]["betas"][1])
`;
      const one = { epochs: 1, optimizer: { lr: 0.1, momentum: 0.9 }, metrics: ["a", "b"] };
      assert.deepEqual(await rows(text, { ...one, rates: () => [{ lr: 0.1, momentum: 0.8 }] }), [{ a: 0.8, b: 0.999 }]);
      const bare = text.replace('"betas": (0.1, 0.999)', '"eps": 1');
      assert.include(await error(bare, one), "SGD has neither momentum nor betas");
    });

    it("bring a group's other figures along", async () => {
      const text = `
run = lrsweep.start(momentum=0.9)
optimizer = SGD({"name": "body", "dampening": 0}, {"name": "head", "dampening": 0})
run.scheduler(optimizer)
for epoch in run.epochs():
    run.rate(1)
    run.log(a=optimizer.param_groups[0]["dampening"], b=optimizer.param_groups[1]["dampening"])
`;
      assert.deepEqual(await rows(text, { ...options, epochs: 1, metrics: ["a", "b"] }), [{ a: 0, b: 0.5 }]);
    });

    it("are refused where groups and names do not fit", async () => {
      assert.include(await error(follow("{}"), options), 'Name them in the script: {"params": …, "name": "body"}');
      assert.include(await error(follow('{"name": "x"}', '{"name": "body"}'), options), "a param group named head");
      const same = follow('{"name": "body"}', '{"name": "body"}');
      assert.include(await error(same, options), "no optimizer has a param group named head");
      const unnamed = { ...options, optimizer: { lr: 0.1, momentum: 0.9 }, rates: () => [{ lr: 0.1, momentum: 0.9 }] };
      const different = follow('{"lr": 0.1}', '{"lr": 1}');
      assert.include(await error(different, unnamed), "optimizer: {groups: [{name: head, lr: 0.01}, …]}");
    });

    it("must be followed, unless they never change", async () => {
      const text = "run = lrsweep.start(lr=0.1)\nfor epoch in run.epochs(): run.log(train_loss=1)";
      assert.lengthOf(await rows(text), 3);
      const falling = await error(text, { rates: (epoch) => [{ lr: 0.1 / (epoch + 1) }] });
      assert.include(falling, "call run.scheduler(optimizer), or use run.rate(step)");
    });
  });

  describe("steps", () => {
    const text = (by: string, count: number) => `
run = lrsweep.start(lr=0.1)
optimizer = SGD()
scheduler = run.scheduler(optimizer)
for epoch in run.epochs():
    for step in range(${count}):
        last = optimizer.param_groups[0]["lr"]
        ${by}
    run.log(train_loss=last)
`;
    const hundred = (epoch: number) => [{ lr: Array.from({ length: 100 }, (_, step) => 100 * epoch + step + 1) }];
    const options: Partial<Hosted> = { epochs: 2, steps: 100, byStep: true, rates: hundred };
    const both = "optimizer.step(); scheduler.step()";

    it("are counted by the optimizer or the scheduler, whichever counted more", async () => {
      const expected = [{ train_loss: 100 }, { train_loss: 200 }];
      for (const by of [
        "optimizer.step()",
        "scheduler.step()",
        both,
        "scheduler.step()\n        if step % 2: optimizer.step()",
      ])
        assert.deepEqual(await rows(text(by, 100), options), expected, by);
      const { rows: counted } = await run(text(both, 100), options);
      assert.deepEqual(
        counted.map(({ steps }) => steps),
        [100, 100],
      );
    });

    it("may be a hundredth less, which is noted once", async () => {
      const { messages, code } = await run(text(both, 99), options);
      assert.equal(code, 0);
      const notes = messages.filter(({ note }) => note !== undefined);
      assert.deepEqual(notes, [{ note: "epoch 0 took 99 steps, but training.steps_per_epoch is 100 in the YAML" }]);
    });

    it("may be less where a GradScaler leaves some out", async () => {
      const scaler = "class GradScaler:\n    def is_enabled(self): return True\nscaler = GradScaler()\n";
      const { messages, code } = await run(scaler + text(both, 50), options);
      assert.equal(code, 0);
      assert.lengthOf(
        messages.filter(({ note }) => note !== undefined),
        1,
      );
    });

    it("that are fewer make one think of accumulated gradients", async () => {
      const said = await error(text(both, 25), options);
      assert.include(said, "epoch 0 took 25 steps, but training.steps_per_epoch is 100 in the YAML");
      assert.include(said, "(100 batches, 25 steps)? Then write steps_per_epoch: 25");
      assert.include(
        await error(text("pass", 25), options),
        "No call of optimizer.step() was seen: call scheduler.step()",
      );
    });

    it("that are more are an error", async () => {
      assert.include(await error(text(both, 101), options), "epoch 0 has more than 100 steps");
      const asking = "run = lrsweep.start(lr=0.1)\nfor epoch in run.epochs(): run.rate(100)";
      assert.include(await error(asking, options), "epoch 0 has more than 100 steps");
    });

    it("do not matter where no schedule goes by step", async () => {
      for (const count of [1, 101])
        assert.lengthOf(await rows(text(both, count), { ...options, byStep: false, rates: () => [{ lr: 0.1 }] }), 2);
    });
  });

  describe("log()", () => {
    it("writes what is not finite as words", async () => {
      const text = `
run = lrsweep.start(lr=0.1)
for epoch in run.epochs():
    run.log({"val/loss": float("nan")}, a=float("inf"), b=-float("inf"))
run.log(test_loss=float("nan"))
`;
      const { messages } = await run(text, { epochs: 1, metrics: ["val/loss", "a", "b"] });
      assert.deepEqual(messages.at(-2)?.metrics, { "val/loss": "NaN", a: "Infinity", b: "-Infinity" });
      assert.deepEqual(messages.at(-1)?.final, { test_loss: "NaN" });
    });

    it("may be called several times in an epoch", async () => {
      const text = "run = lrsweep.start(lr=0.1)\nfor epoch in run.epochs():\n    run.log(a=1)\n    run.log(b=2)\n";
      assert.deepEqual(await rows(text, { epochs: 1, metrics: ["a", "b"] }), [{ a: 1, b: 2 }]);
      assert.include(await error(text, { metrics: ["a"] }), "epoch 0 was reported before b came: log them together");
      assert.deepEqual(await rows(text, { epochs: 2, metrics: ["a", "b", "c"] }), [
        { a: 1, b: 2 },
        { a: 1, b: 2 },
      ]);
    });

    it("says what is no number, and where it is missing", async () => {
      const text = (call: string) => `run = lrsweep.start(lr=0.1)\nfor epoch in run.epochs(): ${call}`;
      assert.include(
        await error(text("run.log(train_loss='high')")),
        "run.log() takes numbers, but train_loss is 'high'",
      );
      assert.include(await error(text("pass")), "epoch 0 ended without figures: call run.log(…) in the loop");
      assert.include(await error("lrsweep.start(lr=0.1).log(train_loss=1)"), "outside of `for epoch in run.epochs():`");
    });

    it("begins a new line where the script has left one half full", async () => {
      const text = `
run = lrsweep.start(lr=0.1)
for epoch in run.epochs():
    print("training …", end="")
    os.write(1, b"and so on")
    run.log(train_loss=1)
`;
      const { rows: found, log } = await run(text);
      assert.lengthOf(found, 3);
      assert.include(log, "training …and so on");
    });

    it("goes to descriptor 3 if the host has opened it, and elsewhere if a launcher has closed it", async () => {
      const text = "run = lrsweep.start(lr=0.1)\nfor epoch in run.epochs(): run.log(train_loss=1)";
      const direct = await run(text, { onDescriptor: true });
      assert.lengthOf(direct.rows, 3);
      assert.deepEqual(direct.log, []);
      // A file of the script's own has taken its number.
      const launched = `import subprocess\nsys.exit(subprocess.call([sys.executable, "inner.py"]))`;
      writeFileSync(join(folder, "inner.py"), `import os\nos.pipe()\n${HEAD}${text}`);
      const heard = await run(launched, { onDescriptor: true });
      assert.lengthOf(heard.rows, 3);
      assert.isAbove(heard.log.length, 0);
    });
  });

  describe("the end", () => {
    const text = `
run = lrsweep.start(lr=0.1)
for epoch in run.epochs():
    run.log(train_loss=epoch)
run.log(test_end=["done", "pruned", "pause"].index(run.end))
`;
    it("comes after the last epoch, or when the run is pruned", async () => {
      assert.deepEqual((await run(text)).messages.at(-1), { final: { test_end: 0 } });
      const pruned = await run(text, { end: { after: 1, how: "pruned" } });
      assert.lengthOf(pruned.rows, 1);
      assert.deepEqual(pruned.messages.at(-1), { final: { test_end: 1 } });
    });

    it("has no final figures where it is a pause", async () => {
      const paused = await run(text, { end: { after: 1, how: "pause" } });
      assert.equal(paused.code, 0);
      assert.equal(paused.messages.at(-1)?.epoch, 0);
    });

    it("comes by itself when the sweep has gone", async () => {
      const { code, stderr } = await run(text, { onMessage: (_, child) => child.stdin?.destroy() });
      assert.equal(code, 1);
      assert.include(stderr, "the sweep has gone");
    });
  });

  describe("going on", () => {
    const text = (checkpoint: string) => `
run = lrsweep.start(lr=0.1)
path = ${checkpoint}
weight, start = 0, 0
if os.path.exists(path):
    start, weight = map(int, open(path).read().split())
for epoch in run.epochs(start=start):
    weight += epoch
    with open(path, "w") as file:
        file.write(f"{epoch + 1} {weight}")
    if os.environ.get("DIE_AFTER") == str(epoch):
        os._exit(7)
    run.log(train_loss=weight)
`;
    const own = text('os.path.join(run.directory, "checkpoint")');
    const all = [{ train_loss: 0 }, { train_loss: 1 }, { train_loss: 3 }];

    it("starts where the checkpoint is", async () => {
      assert.equal((await run(own, { environment: { DIE_AFTER: "1" } })).code, 7);
      const { messages, rows: found } = await run(own, { reported: 2 });
      assert.equal(messages[0]?.start, 2);
      assert.deepEqual(
        found.map(({ metrics }) => metrics),
        all.slice(2),
      );
    });

    for (const onDescriptor of [false, true])
      it(`starts anew where the checkpoint is ahead of the figures, ${onDescriptor ? "on descriptor 3" : "and says so"}`, async () => {
        assert.equal((await run(own, { environment: { DIE_AFTER: "1" } })).code, 7);
        writeFileSync(join(folder, "run/log.txt"), "of the script's own");
        const { messages, rows: found, log, code } = await run(own, { reported: 1, onDescriptor });
        assert.equal(code, 0);
        assert.equal(messages[0]?.start, 0);
        assert.include(messages[0]?.note, "the checkpoint was at epoch 2, but only 1 epochs were reported");
        assert.deepEqual(
          found.map(({ metrics }) => metrics),
          all,
        );
        assert.isFalse(existsSync(join(folder, "run/log.txt")));
        // Without descriptor 3 the new process would write on standard output, each line behind an empty one.
        assert.equal(log.length === 0, onDescriptor);
      });

    it("keeps the command's options when it starts anew", async () => {
      const asserting = "import sys\nassert sys.flags.utf8_mode == 1 and sys.argv[1:] == ['a b', ''], sys.argv\n";
      const command = [python, "-X", "utf8", write(asserting + own), "a b", ""];
      const options = { directory: join(folder, "run"), cwd: folder };
      assert.equal((await host(command, { ...options, environment: { DIE_AFTER: "1" } })).code, 7);
      assert.lengthOf((await host(command, { ...options, reported: 1 })).rows, 3);
    });

    it("asks for checkpoints in the run's directory, where clearing it did not help", async () => {
      const elsewhere = text('"checkpoint"');
      assert.equal((await run(elsewhere, { environment: { DIE_AFTER: "1" } })).code, 7);
      assert.include(await error(elsewhere, { reported: 1 }), "the script starts at epoch 2, but only 1 epochs were");
    });
  });

  describe("modules", () => {
    it("of the script's folder are reported, late ones at the end", async () => {
      mkdirSync(join(folder, "parts"));
      for (const name of ["parts/__init__.py", "parts/model.py", "late.py", "unused.py"])
        writeFileSync(join(folder, name), "");
      writeFileSync(join(folder, "lrsweep.py"), readFileSync(join(adapters, "lrsweep.py")));
      const { messages } = await run(`
import json, parts.model
run = lrsweep.start(lr=0.1)
for epoch in run.epochs():
    run.log(train_loss=1)
    import late
`);
      const told = messages.flatMap(({ modules }) => (modules === undefined ? [] : [modules]));
      assert.deepEqual(told, [["parts/__init__.py", "parts/model.py", "train.py"], ["late.py"]]);
    });
  });

  describe("processes", () => {
    it("other than the first hear the rates and say nothing, whatever an earlier start has left", async () => {
      const text = `
import subprocess
if len(sys.argv) == 1:
    run = lrsweep.start(lr=0.1)
    child = subprocess.Popen([sys.executable, __file__, "child"], stdout=subprocess.PIPE, text=True)
else:
    run = lrsweep.start(lr=0.1)
optimizer = SGD()
scheduler = run.scheduler(optimizer)
seen = []
for epoch in run.epochs():
    for step in range(2):
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
    run.log(train_loss=1)
if len(sys.argv) == 1:
    assert child.communicate()[0] == f"{seen} {run.end}\\n", seen
    assert seen == [1, 2, 11, 12, 21, 22], seen
else:
    print(seen, run.end)
`;
      const options: Partial<Hosted> = {
        steps: 2,
        byStep: true,
        rates: (epoch) => [{ lr: [10 * epoch + 1, 10 * epoch + 2] }],
      };
      assert.lengthOf(await rows(text, options), 3);
      assert.lengthOf(await rows(text, options), 3);
    });

    it("wait for the start of their own, past what an earlier one has left", async () => {
      const text = `
import subprocess, time
if "RANK" not in os.environ:
    both = []
    for rank in "10":
        both.append(subprocess.Popen([sys.executable, __file__], env={**os.environ, "RANK": rank}))
        time.sleep(0.5)
    sys.exit(max(one.wait() for one in both))
run = lrsweep.start(lr=0.1)
seen = [run.rate(0) for epoch in run.epochs() if run.log(train_loss=1) is None]
assert seen == [2, 3, 4], seen
`;
      const first = { nonce: "old", epochs: 9, seed: 0, parameters: {}, optimizer: { lr: 9 } };
      writeFileSync(join(folder, "run/run.json"), JSON.stringify(first));
      writeFileSync(join(folder, "run/rates.jsonl"), '{"epoch":0,"groups":[{"lr":9}]}\n{"end":"done"}\n');
      assert.lengthOf(await rows(text, { optimizer: { lr: 2 }, rates: (epoch) => [{ lr: epoch + 2 }] }), 3);
    });

    it("are told apart by RANK, LOCAL_RANK or SLURM_PROCID", async () => {
      const text = `
import subprocess
name = ${JSON.stringify("NAME")}
if name in os.environ:
    run = lrsweep.start(lr=0.1)
    for epoch in run.epochs():
        run.log(train_loss=os.environ[name])
else:
    both = [subprocess.Popen([sys.executable, __file__], env={**os.environ, name: rank}) for rank in "10"]
    sys.exit(max(one.wait() for one in both))
`;
      for (const name of ["RANK", "LOCAL_RANK", "SLURM_PROCID"])
        assert.deepEqual(await rows(text.replace("NAME", name)), Array(3).fill({ train_loss: 0 }), name);
    });
  });
});
