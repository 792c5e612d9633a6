import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { start } from "../../src/adapters/lrsweep.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { adapter, type Heard, type Hosted, host } from "./host.ts";

const HEAD = "const { start } = await import(process.env.LRSWEEP_ADAPTER);\n";
const LOOP = "const run = start({ lr: 0.1 });\nfor (const epoch of run.epochs()) ";

describe("The adapter for JavaScript", () => {
  let folder = "";

  beforeEach(() => {
    folder = temporaryFolder();
    mkdirSync(join(folder, "run"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(text: string): string {
    writeFileSync(join(folder, "train.mjs"), HEAD + text);
    return join(folder, "train.mjs");
  }
  const run = (text: string, options: Partial<Hosted> = {}): Promise<Heard> =>
    host([process.execPath, write(text)], { directory: join(folder, "run"), cwd: folder, ...options });
  async function rows(text: string, options: Partial<Hosted> = {}) {
    const heard = await run(text, options);
    assert.equal(heard.code, 0, heard.stderr);
    return heard.rows.map(({ metrics }) => metrics);
  }
  async function error(text: string, options: Partial<Hosted> = {}): Promise<string> {
    const { messages, code, stderr } = await run(text, options);
    const said = messages.at(-1)?.error ?? "";
    assert.equal(code, 1);
    assert.include(stderr, `lrsweep: ${said}`);
    return said;
  }

  it("gives the YAML's values, and the program's own where the YAML has none", async () => {
    const text = `
      const run = start({ lr: 0.5, width: 1, depth: 2 });
      for (const epoch of run.epochs())
        run.log({ lr: run.lr, width: run.width, depth: run.depth, seed: run.seed, epochs: run.epochCount });`;
    const metrics = ["lr", "width", "depth", "seed", "epochs"];
    const found = await rows(text, { epochs: 1, parameters: { width: 64 }, metrics });
    assert.deepEqual(found, [{ lr: 0.1, width: 64, depth: 2, seed: 3, epochs: 1 }]);
  });

  it("refuses a parameter that start() does not name, that is there twice, or whose name the run needs", async () => {
    const text = "start({ lr: 0.1, depth: 2 });";
    assert.include(await error(text, { parameters: { width: 64 } }), "Write start({ lr: …, depth: …, width: … })");
    assert.include(await error(text, { parameters: { lr: 1 } }), "lr is both in script.parameters and in optimizer");
    assert.include(await error("start({ log: 1 });"), "a parameter cannot be called log");
    assert.include(await error("start();", { parameters: { seed: 1 } }), "seed");
  });

  it("trains by hand with the defaults and prints what it logs", () => {
    const text = `
      const run = start({ lr: 0.5, epochs: 2, seed: 7 });
      for await (const epoch of run.epochs()) run.log({ train_loss: 1 / 3, rate: run.rate(5), other: NaN });
      run.log({ test_loss: run.seed });`;
    const env = { ...process.env, LRSWEEP_ADAPTER: adapter };
    const { stdout, stderr } = spawnSync(process.execPath, [write(text)], { encoding: "utf8", env });
    const line = (epoch: number) => `epoch ${epoch}: train_loss 0.333333, rate 0.5, other NaN\n`;
    assert.equal(stdout, `${line(0)}${line(1)}test_loss 7\n`, stderr);
    assert.equal(start({ width: 3 }).width, 3);
  });

  it("gives rates by step, group and figure", async () => {
    const text = `
      const run = start({ momentum: 0.9 });
      for (const epoch of run.epochs())
        run.log({ a: run.rate(0), b: run.rate(1, { group: "body" }), c: run.rate(1, { group: "head", of: "momentum" }) });`;
    const groups = ["body", "head"].map((name) => ({ name, lr: 0.1 }));
    const found = await rows(text, {
      epochs: 2,
      steps: 2,
      byStep: true,
      optimizer: { lr: 0.1, momentum: 0.9, groups },
      metrics: ["a", "b", "c"],
      rates: (epoch) => [{ lr: 9 }, { lr: [epoch + 0.1, epoch + 0.2] }, { lr: epoch, momentum: [0.5, 0.6] }],
    });
    assert.deepEqual(found, [
      { a: 9, b: 0.2, c: 0.6 },
      { a: 9, b: 1.2, c: 0.6 },
    ]);
  });

  it("wants rates that change to be followed, for as many steps as the YAML says", async () => {
    const rates = (epoch: number) => [{ lr: Array.from({ length: 100 }, (_, step) => 100 * epoch + step) }];
    const options: Partial<Hosted> = { epochs: 2, steps: 100, byStep: true, rates };
    const text = (steps: number) => `${LOOP} {
      let last;
      for (let step = 0; step < ${steps}; step++) last = run.rate(step);
      run.log({ train_loss: last });
    }`;
    assert.deepEqual(await rows(text(100), options), [{ train_loss: 99 }, { train_loss: 199 }]);
    const { messages } = await run(text(99), options);
    assert.lengthOf(
      messages.filter(({ note }) => note?.startsWith("epoch 0 took 99 steps")),
      1,
    );
    assert.include(await error(text(50), options), "Write steps_per_epoch: 50");
    assert.include(await error(text(101), options), "epoch 0 has more than 100 steps");
    assert.include(await error(`${LOOP} run.log({ train_loss: 1 });`, options), "use run.rate(step)");
    assert.lengthOf(await rows(`${LOOP} run.log({ train_loss: 1 });`), 3);
  });

  it("takes figures in several calls, and those that are not finite", async () => {
    const text = `${LOOP} {
      run.log({ a: NaN, b: -Infinity });
      run.log({ c: 1 });
    }
    run.log({ test_loss: Infinity });`;
    const { messages } = await run(text, { epochs: 1, metrics: ["a", "b", "c"] });
    assert.deepEqual(messages.at(-2)?.metrics, { a: "NaN", b: "-Infinity", c: 1 });
    assert.deepEqual(messages.at(-1)?.final, { test_loss: "Infinity" });
    assert.include(await error(text, { metrics: ["a"] }), "epoch 0 was reported before c came");
    assert.include(await error(`${LOOP} run.log({ train_loss: "low" });`), "train_loss is low");
    assert.include(await error(`${LOOP} {}`), "epoch 0 ended without figures");
    assert.include(await error("start({ lr: 0.1 }).log({ train_loss: 1 });"), "outside of the loop");
  });

  it("begins a new line where the program has left one half full, or takes descriptor 3", async () => {
    const text = `${LOOP} {
      process.stdout.write("training …");
      run.log({ train_loss: 1 });
    }`;
    for (const onDescriptor of [false, true]) {
      const heard = await run(text, { onDescriptor });
      assert.lengthOf(heard.rows, 3);
      assert.include(heard.log.join(), "training …");
    }
  });

  it("is told why the epochs end, and ends when the sweep has gone", async () => {
    const text = `${LOOP} run.log({ train_loss: epoch });\nrun.log({ test_end: ["done", "pruned", "pause"].indexOf(run.end) });`;
    assert.deepEqual((await run(text)).messages.at(-1), { final: { test_end: 0 } });
    const pruned = await run(text, { end: { after: 1, how: "pruned" } });
    assert.deepEqual(pruned.messages.at(-1), { final: { test_end: 1 } });
    const paused = await run(text, { end: { after: 1, how: "pause" } });
    assert.equal(paused.messages.at(-1)?.epoch, 0);
    const { code, stderr } = await run(text, { onMessage: (_, child) => child.stdin?.destroy() });
    assert.equal(code, 1);
    assert.include(stderr, "the sweep has gone");
  });

  describe("going on", () => {
    const text = (checkpoint: string) => `
      import { existsSync, readFileSync, writeFileSync } from "node:fs";
      const run = start({ lr: 0.1 });
      const path = ${checkpoint};
      let { start: first, weight } = existsSync(path) ? JSON.parse(readFileSync(path)) : { start: 0, weight: 0 };
      for (const epoch of run.epochs({ start: first })) {
        weight += epoch;
        writeFileSync(path, JSON.stringify({ start: epoch + 1, weight }));
        if (process.env.DIE_AFTER === String(epoch)) process.exit(7);
        run.log({ train_loss: weight });
      }
      if (process.argv[2] !== "a b") throw process.argv;`;
    const own = text('run.directory + "/checkpoint"');
    const command = (program: string) => [process.execPath, "--no-warnings", write(program), "a b"];
    const options = () => ({ directory: join(folder, "run"), cwd: folder });

    for (const onDescriptor of [false, true])
      it(`starts where the checkpoint is, or anew where it is ahead${onDescriptor ? ", on descriptor 3" : ""}`, async () => {
        const dying = { ...options(), onDescriptor, environment: { DIE_AFTER: "1" } };
        assert.equal((await host(command(own), dying)).code, 7);
        const on = await host(command(own), { ...options(), onDescriptor, reported: 2 });
        assert.equal(on.code, 0, on.stderr);
        assert.deepEqual(on.rows, [{ epoch: 2, metrics: { train_loss: 3 } }]);
        rmSync(join(folder, "run/checkpoint"));
        assert.equal((await host(command(own), dying)).code, 7);
        const anew = await host(command(own), { ...options(), onDescriptor, reported: 1 });
        assert.equal(anew.code, 0, anew.stderr);
        assert.include(anew.messages[0]?.note, "the checkpoint was at epoch 2, but only 1 epochs were reported");
        assert.deepEqual(
          anew.rows.map(({ metrics }) => metrics?.train_loss),
          [0, 1, 3],
        );
      });

    it("asks for checkpoints in the run's directory, where clearing it did not help", async () => {
      const elsewhere = text('"checkpoint"');
      assert.equal((await host(command(elsewhere), { ...options(), environment: { DIE_AFTER: "1" } })).code, 7);
      const { messages, code } = await host(command(elsewhere), { ...options(), reported: 1 });
      assert.equal(code, 1);
      assert.include(messages.at(-1)?.error, "the program starts at epoch 2, but only 1 epochs were");
      assert.isTrue(existsSync(join(folder, "checkpoint")));
    });
  });

  it("reports the modules that the program imports from its folder", async () => {
    mkdirSync(join(folder, "parts"));
    writeFileSync(join(folder, "parts/model.mjs"), 'import "./layer.mjs";\nimport "node:fs";');
    for (const name of ["parts/layer.mjs", "data.mjs", "unused.mjs"]) writeFileSync(join(folder, name), "");
    copyFileSync(adapter, join(folder, "lrsweep.mjs"));
    const program = write(
      'import "./parts/model.mjs";\nawait import("./data.mjs");\nstart({ lr: 1 }).epochs().next();',
    );
    writeFileSync(program, readFileSync(program, "utf8").replace("process.env.LRSWEEP_ADAPTER", '"./lrsweep.mjs"'));
    const { messages } = await host([process.execPath, program], { directory: join(folder, "run"), cwd: folder });
    assert.deepEqual(messages[1]?.modules, ["data.mjs", "parts/layer.mjs", "parts/model.mjs", "train.mjs"]);
    assert.isUndefined(messages[0]?.note);
  });

  it("names a copy of another version beside the program", async () => {
    writeFileSync(
      join(folder, "lrsweep.mjs"),
      readFileSync(adapter, "utf8").replace(/^const VERSION = \d+/m, "const VERSION = 999"),
    );
    const program = write("start({ lr: 1 }).epochs().next();");
    writeFileSync(program, readFileSync(program, "utf8").replace("process.env.LRSWEEP_ADAPTER", '"./lrsweep.mjs"'));
    const { messages } = await host([process.execPath, program], { directory: join(folder, "run"), cwd: folder });
    assert.include(messages[0]?.note, `${join(folder, "lrsweep.mjs")} is version 999 of the adapter`);
  });
});
