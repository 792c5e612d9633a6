import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { assert } from "chai";
import { needsTorch, python, rankLauncher } from "../python.ts";
import { root } from "../root.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { type Heard, type Hosted, host, type Message } from "./host.ts";

const HERE = `${root}test/adapters`;

const imports = (module: string) => spawnSync(python, ["-c", `import ${module}`]).status === 0;

/** Where a framework is not installed, a stand-in with the same interface trains. */
const standIns = (...names: readonly string[]): NodeJS.ProcessEnv => {
  const missing = names.filter((name) => !imports(name));
  return missing.length === 0 ? {} : { PYTHONPATH: missing.map((name) => `${HERE}/stand-ins/${name}`).join(delimiter) };
};

const STEPS = 4;
const rateAt = (step: number) => 0.1 / (1 + step);
const ratesOf = (epoch: number) => Array.from({ length: STEPS }, (_, step) => rateAt(STEPS * epoch + step));
const BY_STEP: Partial<Hosted> = {
  steps: STEPS,
  byStep: true,
  optimizer: { lr: 0.1, momentum: 0.9 },
  rates: (epoch) => [{ lr: ratesOf(epoch), momentum: 0.9 - epoch / 10 }],
};
const BY_EPOCH: Partial<Hosted> = {
  ...BY_STEP,
  byStep: false,
  rates: (epoch) => [{ lr: rateAt(epoch), momentum: 0.9 }],
};

const figure = (row: Message | undefined, name: string) => Number(row?.metrics?.[name]);

describe("The adapter for Python, in PyTorch", function () {
  this.timeout(900_000);
  let folder = "";

  before(function () {
    needsTorch(this);
  });
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function run(args: readonly string[], options: Partial<Hosted>): Promise<Heard> {
    const environment = { OMP_NUM_THREADS: "1", ...options.environment };
    return host([python, ...args], { directory: folder, cwd: folder, ...options, environment });
  }
  async function completed(args: readonly string[], options: Partial<Hosted>): Promise<readonly Message[]> {
    const { rows, code, stderr } = await run(args, options);
    assert.equal(code, 0, stderr);
    return rows;
  }

  describe("a loop", () => {
    const loop = `${HERE}/programs/loop.py`;

    it("follows a schedule by step, with scheduler.step(), without it, and where a GradScaler skips one", async () => {
      for (const how of ["both", "alone", "scaler"]) {
        const rows = await completed([loop, how], { ...BY_STEP, directory: join(folder, how) });
        assert.lengthOf(rows, 3);
        for (const [epoch, row] of rows.entries()) {
          const met = ["rate0", "rate1", "rate2", "rate3"].map((name) => figure(row, name));
          assert.deepEqual(met, ratesOf(epoch), how);
          assert.equal(figure(row, "momentum"), 0.9 - epoch / 10);
          assert.equal(row.steps, STEPS);
        }
      }
    });

    it("goes on from a checkpoint as if nothing had happened", async () => {
      const whole = await completed([loop, "both"], { ...BY_STEP, directory: join(folder, "whole") });
      assert.equal((await run([loop, "both"], { ...BY_STEP, environment: { DIE_AFTER: "1" } })).code, 7);
      const { rows, messages, stderr } = await run([loop, "both"], { ...BY_STEP, reported: 2 });
      assert.equal(messages[0]?.start, 2, stderr);
      assert.deepEqual(rows, whole.slice(2));
    });
  });

  describe("Lightning's Trainer", () => {
    const environment = () => standIns("lightning");
    const lit = `${HERE}/programs/lit.py`;
    const metrics = ["train_loss", "val/loss", "first", "last"];

    /** Lightning's figures are float32. */
    const meets = (rows: readonly Message[], expected: (epoch: number) => readonly [number, number]) => {
      for (const row of rows) {
        const [first, last] = expected(row.epoch as number);
        assert.closeTo(figure(row, "first"), first, 1e-7);
        assert.closeTo(figure(row, "last"), last, 1e-7);
      }
    };

    it("follows a schedule by step and by epoch, whichever way it steps its scheduler", async () => {
      for (const interval of ["step", "epoch"]) {
        const options = { metrics, environment: environment() };
        const byStep = await completed([lit, interval], {
          ...BY_STEP,
          ...options,
          directory: join(folder, `s${interval}`),
        });
        assert.deepEqual(
          byStep.map(({ steps }) => steps),
          [4, 4, 4],
        );
        meets(byStep, (epoch) => [rateAt(STEPS * epoch), rateAt(STEPS * epoch + 3)]);
        const byEpoch = await completed([lit, interval], {
          ...BY_EPOCH,
          ...options,
          directory: join(folder, `e${interval}`),
        });
        meets(byEpoch, (epoch) => [rateAt(epoch), rateAt(epoch)]);
      }
    });

    it("goes on from a checkpoint in the middle, and begins anew where it is ahead", async () => {
      const options = { ...BY_STEP, metrics, epochs: 4 };
      const whole = await completed([lit, "step"], {
        ...options,
        environment: environment(),
        directory: join(folder, "0"),
      });
      const dying = { ...options, environment: { ...environment(), DIE_AFTER: "1" } };
      assert.equal((await run([lit, "step"], dying)).code, 7);
      assert.deepEqual(
        await completed([lit, "step"], { ...options, environment: environment(), reported: 2 }),
        whole.slice(2),
      );
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      assert.equal((await run([lit, "step"], dying)).code, 7);
      assert.deepEqual(await completed([lit, "step"], { ...options, environment: environment(), reported: 1 }), whole);
    });

    it("stops when the run is pruned", async () => {
      for (const devices of ["1", "2"]) {
        const directory = join(folder, devices);
        const options = { ...BY_STEP, metrics, environment: environment(), epochs: 9, directory };
        assert.lengthOf(await completed([lit, "step", devices], { ...options, end: { after: 2, how: "pruned" } }), 2);
      }
    });

    it("follows the sweep on two devices, in processes that it starts itself", async () => {
      for (const interval of ["step", "epoch"]) {
        const options = { ...BY_STEP, metrics, environment: environment(), directory: join(folder, interval) };
        const rows = await completed([lit, interval, "2"], options);
        assert.deepEqual(
          rows.map(({ steps }) => steps),
          [4, 4, 4],
        );
        meets(rows, (epoch) => [rateAt(STEPS * epoch), rateAt(STEPS * epoch + 3)]);
      }
    });

    it("goes on from a checkpoint on two devices", async () => {
      const options = { ...BY_STEP, metrics, epochs: 4, environment: environment() };
      const whole = await completed([lit, "step", "2"], { ...options, directory: join(folder, "whole") });
      const dying = { ...options, environment: { ...environment(), DIE_AFTER: "1" } };
      assert.notEqual((await run([lit, "step", "2"], dying)).code, 0);
      assert.deepEqual(await completed([lit, "step", "2"], { ...options, reported: 2 }), whole.slice(2));
    });
  });

  describe("accelerate", () => {
    it("follows a schedule by step and by epoch, though it steps the scheduler once for each process", async () => {
      const program = `${HERE}/programs/accelerated.py`;
      const environment = standIns("accelerate");
      const first = (rows: readonly Message[]) => rows.map((row) => [figure(row, "first"), figure(row, "last")]);
      const byStep = await completed([program], { ...BY_STEP, environment });
      assert.deepEqual(
        first(byStep),
        [0, 1, 2].map((epoch) => [rateAt(STEPS * epoch), rateAt(STEPS * epoch + 3)]),
      );
      const byEpoch = await completed([program], { ...BY_EPOCH, environment });
      assert.deepEqual(
        first(byEpoch),
        [0, 1, 2].map((epoch) => [rateAt(epoch), rateAt(epoch)]),
      );
    });
  });

  describe("Hugging Face's Trainer", () => {
    const program = `${HERE}/programs/hugging.py`;
    const options: Partial<Hosted> = {
      ...BY_STEP,
      optimizer: { lr: 0.1 },
      rates: (epoch) => [{ lr: ratesOf(epoch) }],
      optional: ["eval_loss", "first", "last"],
    };

    it("follows the sweep, though it has a schedule of its own, with evaluations and without", async () => {
      for (const evaluation of ["epoch", "no"]) {
        const environment = standIns("transformers");
        const rows = await completed([program, evaluation], {
          ...options,
          environment,
          directory: join(folder, evaluation),
        });
        const met = rows.map((row) => [figure(row, "first"), figure(row, "last")]);
        assert.deepEqual(
          met,
          [0, 1, 2].map((epoch) => [rateAt(STEPS * epoch), rateAt(STEPS * epoch + 3)]),
        );
        for (const row of rows) {
          assert.isAbove(figure(row, "train_loss"), 0);
          assert.equal("eval_loss" in (row.metrics ?? {}), evaluation === "epoch");
        }
      }
    });

    it("goes on from a checkpoint in the middle", async () => {
      const environment = standIns("transformers");
      const whole = await completed([program, "epoch"], { ...options, environment, directory: join(folder, "whole") });
      assert.equal(
        (await run([program, "epoch"], { ...options, environment: { ...environment, DIE_AFTER: "1" } })).code,
        7,
      );
      assert.deepEqual(await completed([program, "epoch"], { ...options, environment, reported: 2 }), whole.slice(2));
    });
  });

  describe("two ranks", () => {
    const program = `${HERE}/programs/ddp.py`;
    const options: Partial<Hosted> = { ...BY_STEP, optimizer: { lr: 0.1 }, rates: (epoch) => [{ lr: ratesOf(epoch) }] };
    const seen = (rows: readonly Message[]) => rows.map((row) => [figure(row, "rank0"), figure(row, "rank1")]);
    const expected = [0, 1, 2].map((epoch) => Array(2).fill(rateAt(STEPS * epoch + 3)));

    for (const when of ["early", "late"])
      it(`hear the same rates where the process group comes ${when === "late" ? "before" : "after"} start()`, async () => {
        assert.deepEqual(seen(await completed([...rankLauncher(), program, when], options)), expected);
      });

    it("begin anew together where their checkpoint is ahead of the figures", async () => {
      for (const when of ["early", "late"]) {
        const command = [...rankLauncher(), program, when];
        assert.notEqual((await run(command, { ...options, environment: { DIE_AFTER: "1" } })).code, 0);
        const { messages, rows, stderr } = await run(command, { ...options, reported: 1 });
        assert.include(messages[0]?.note, "training begins anew", stderr);
        assert.deepEqual(seen(rows), expected);
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
      }
    });
  });
});
