import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { assert } from "chai";
import { parse } from "csv-parse/sync";
import type { Plan } from "../../src/experiment/plan.ts";
import { planDigest } from "../../src/folder/digest.ts";
import { FILES, isComplete } from "../../src/folder/manifest.ts";
import { FileError } from "../../src/io/file-error.ts";
import { fileDigest } from "../../src/io/read.ts";
import { openStore } from "../../src/results/store.ts";
import { lacks } from "../needs.ts";
import { planOf, provenance, resultOf } from "./fixtures.ts";

const WRITER = new URL("./writer.js", import.meta.url);
const LOSSES = [0.75, 0.5, 0.625];

async function writeAll(folder: string, plan: Plan, status: "ok" | "diverged" | "failed" = "ok") {
  const store = await openStore(folder, plan);
  for (let run = 0; run < plan.variants * plan.seeds.length; run++) {
    await store.append(resultOf(plan, LOSSES, run === 0 ? status : "ok"));
  }
  return store.finish(provenance);
}

async function failure(work: Promise<unknown>): Promise<Error> {
  const error = await work.then(
    () => new Error("nothing was thrown"),
    (reason) => reason,
  );
  return error as Error;
}

describe("store", () => {
  let folder: string;
  const read = (name: string) => readFile(join(folder, name), "utf8");

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), "lrsweep-")), "results", "demo");
  });
  afterEach(() => rm(join(folder, "..", ".."), { recursive: true, force: true }));

  it("writes every file, in plan order", async () => {
    await writeAll(folder, planOf());
    assert.deepEqual((await readdir(folder)).sort(), [...FILES, "manifest.json"].sort());
    const rows: Record<string, string>[] = parse(await read("epochs.csv"), { columns: true });
    assert.lengthOf(rows, 3 * 2 * 3);
    assert.deepEqual(rows[3], {
      run: planOf().runId(1, 0),
      scheduler: "StepLR(step_size=1)",
      seed: "0",
      epoch: "1",
      step: "2",
      lr: "0.1",
      train_loss: "1.5",
      val_loss: "0.75",
      grad_norm: "0.33333334",
    });
    const order = rows.filter((row) => row.epoch === "1").map((row) => `${row.seed} ${row.scheduler}`);
    assert.deepEqual(
      order,
      ["none", "StepLR(step_size=1)", "cosine", "none", "StepLR(step_size=1)", "cosine"].map(
        (name, i) => `${i < 3 ? 0 : 1} ${name}`,
      ),
    );
    assert.strictEqual(await read("experiment.yaml"), "name: demo\n");
  });

  it("writes summary.csv by rank, ties in plan order, with the variant's name and its baseline's", async () => {
    const cells = ["none", "step", "cosine", "linear"].map((name, i) => [10 ** -i, name]);
    const plan = planOf({ heads: ["optimizer.lr", "scheduler"], cells });
    const store = await openStore(folder, plan);
    const lossOf = (variant: number) => [0.5, 0.25, 0.75, 0.25][variant] as number;
    for (let run = 0; run < 8; run++)
      await store.append(resultOf(plan, [lossOf(run % 4)], run === 0 ? "failed" : "ok"));
    await store.finish(provenance);
    const rows: Record<string, string>[] = parse(await read("summary.csv"), { columns: true });
    assert.deepEqual(
      rows.map(({ rank, variant, baseline, scheduler }) => [rank, variant, baseline, scheduler]),
      [
        ["1", "lr=0.1, step", "lr=1, none", "step"],
        ["1", "lr=0.001, linear", "lr=1, none", "linear"],
        ["3", "lr=1, none", "", "none"],
        ["4", "lr=0.01, cosine", "lr=1, none", "cosine"],
      ],
    );
  });

  it("keeps names and axes apart where an axis of imported results is called so", async () => {
    const plan = planOf({ heads: ["variant"] });
    await writeAll(folder, plan);
    const [heads = []]: string[][] = parse(await read("summary.csv"));
    assert.deepEqual(heads.slice(0, 3), ["variant_name", "variant", "rank"]);
    assert.lengthOf(new Set(heads), heads.length);
  });

  it("writes the same bytes again, whatever the clock says", async () => {
    const digests = () =>
      Promise.all(["epochs.csv", "runs.csv", "summary.csv"].map((name) => fileDigest(join(folder, name))));
    await writeAll(folder, planOf());
    const first = await digests();
    await writeAll(folder, planOf());
    assert.deepEqual(await digests(), first);
  });

  it("shows a run under each of its names", async () => {
    const plan = planOf({ same: { 2: 0 }, seeds: [0] });
    await writeAll(folder, plan);
    const rows: Record<string, string>[] = parse(await read("runs.csv"), { columns: true });
    assert.deepEqual(
      rows.map(({ run, scheduler }) => [run, scheduler]),
      [
        [plan.runId(0, 0), "none"],
        [plan.runId(1, 0), "StepLR(step_size=1)"],
        [plan.runId(0, 0), "cosine"],
      ],
    );
  });

  it("records where results come from", async () => {
    await writeAll(folder, planOf(), "diverged");
    const manifest = JSON.parse(await read("manifest.json"));
    assert.deepInclude(manifest, {
      lrsweep: "0.1.0",
      node: process.version,
      engine: "WebAssembly",
      started: "2025-01-01T00:00:00.000Z",
      runs: { ok: 5, diverged: 1, failed: 0, timeout: 0, pruned: 0 },
      digest: planDigest(planOf()),
    });
    assert.strictEqual(manifest.files["epochs.csv"], await fileDigest(join(folder, "epochs.csv")));
    assert.hasAllKeys(manifest.machine, ["cpu", "cores", "system"]);
  });

  it("shows nothing before everything is whole, and leaves nothing of what is given up", async () => {
    const store = await openStore(folder, planOf());
    await store.append(resultOf(planOf(), LOSSES));
    assert.deepEqual(
      (await readdir(folder)).filter((name) => !name.startsWith(".")),
      [],
    );
    await store.discard();
    assert.deepEqual(await readdir(folder), []);
  });

  it("leaves earlier results alone when it gives up or lacks runs", async () => {
    await writeAll(folder, planOf());
    const store = await openStore(folder, planOf({ seeds: [5] }));
    await store.append(resultOf(planOf(), LOSSES));
    assert.include((await failure(store.finish(provenance))).message, "2 runs");
    assert.strictEqual(await isComplete(folder, planDigest(planOf())), true);
    assert.lengthOf(await readdir(folder), FILES.length + 1);
  });

  it("refuses more runs than the plan has", async () => {
    const plan = planOf({ cells: [["none"]], seeds: [0] });
    const store = await openStore(folder, plan);
    await store.append(resultOf(plan, LOSSES));
    assert.instanceOf(await failure(store.append(resultOf(plan, LOSSES))), RangeError);
  });

  it("takes nothing more once it failed", async () => {
    const plan = planOf({ cells: [["none"]] });
    const store = await openStore(folder, plan);
    await store.discard();
    for (const _ of plan.seeds)
      assert.include((await failure(store.append(resultOf(plan, LOSSES)))).message, "given up");
    assert.include((await failure(store.finish(provenance))).message, "given up");
    assert.deepEqual(await readdir(folder), []);
  });

  it("never mixes two sweeps of one folder: the later wins, the earlier says so", async () => {
    const plan = planOf({ cells: [["none"]], seeds: [0] });
    const earlier = await openStore(folder, plan);
    await earlier.append(resultOf(plan, LOSSES));
    const later = await openStore(folder, plan);
    const error = await failure(earlier.finish(provenance));
    assert.include(error.message, "epochs.csv");
    assert.include(error.message, "another sweep");
    await later.append(resultOf(plan, LOSSES));
    await later.finish(provenance);
    assert.strictEqual(await isComplete(folder, planDigest(plan)), true);
  });

  it("names the file it cannot write, and cleans up", async () => {
    await mkdir(join(folder, "runs.csv", "in the way"), { recursive: true });
    const error = await failure(writeAll(folder, planOf()));
    assert.instanceOf(error, FileError);
    assert.include(error.message, join(folder, "runs.csv"));
    assert.match(error.message, /in the way/);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith(".part")),
      [],
    );
    assert.strictEqual(await isComplete(folder, planDigest(planOf())), false);
  });

  it("says that the disk is full", async function () {
    if (process.platform !== "linux") lacks(this, "/dev/full, a device of Linux");
    const error = new FileError("results/demo/epochs.csv", await failure(writeFile("/dev/full", "x")));
    assert.match(error.message, /^results\/demo\/epochs.csv: the disk is full/);
    assert.strictEqual(error.code, "ENOSPC");
  });

  it("survives a kill: files are absent or whole, and the next start clears the rest", async () => {
    const kills = [0, 20, 60, 120, 200];
    for (const delay of kills) {
      const child: ChildProcess = fork(WRITER, [folder], { stdio: "ignore" });
      await once(child, "message");
      await setTimeout(delay);
      child.kill("SIGKILL");
      await once(child, "exit");
      for (const name of await readdir(folder).catch(() => [])) {
        if (!name.startsWith(".")) await expectWhole(join(folder, name));
      }
    }
    await (await openStore(folder, planOf())).discard();
    const hidden = (await readdir(folder)).filter((name) => name.startsWith("."));
    assert.deepEqual(hidden, []);
  });
});

async function expectWhole(path: string) {
  const text = await readFile(path, "utf8");
  if (path.endsWith("epochs.csv")) assert.lengthOf(text.split("\n"), 3 * 50 * 400 + 2);
  if (path.endsWith("runs.csv") || path.endsWith("timings.csv")) assert.lengthOf(text.split("\n"), 3 * 50 + 2);
  if (path.endsWith("manifest.json")) assert.property(JSON.parse(text), "files");
}

describe("isComplete", () => {
  let folder: string;
  const digest = planDigest(planOf());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lrsweep-"));
    await writeAll(folder, planOf());
    assert.strictEqual(await isComplete(folder, digest), true);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("is false for another plan", async () => {
    const objective = { metric: "train_loss", mode: "min", at: "final" } as const;
    const others = [
      { seeds: [0, 2] },
      { same: { 2: 0 } },
      { heads: ["schedule"] },
      { cells: [["none"], ["StepLR(step_size=2)"], ["cosine"]] },
      { metrics: ["train_loss", "val_loss"] },
      { objective },
    ];
    const digests = others.map((other) => planDigest(planOf(other)));
    assert.propertyVal(new Set([digest, ...digests]), "size", others.length + 1);
    const baseline = { ...planOf(), baselineOf: (index: number) => (index === 1 ? undefined : 1) };
    assert.notStrictEqual(planDigest(baseline), digest);
    assert.strictEqual(await isComplete(folder, digests[0] as string), false);
  });

  it("does not mind a new name or description", () => {
    assert.strictEqual(planDigest({ ...planOf(), name: "other", description: "new" }), digest);
  });

  for (const name of FILES) {
    it(`is false if ${name} is edited, cut short or gone`, async () => {
      const path = join(folder, name);
      await appendFile(path, "x");
      assert.strictEqual(await isComplete(folder, digest), false);
      await truncate(path, 3);
      assert.strictEqual(await isComplete(folder, digest), false);
      await rm(path);
      assert.strictEqual(await isComplete(folder, digest), false);
    });
  }

  it("is false without a manifest, or with one that makes no sense", async () => {
    for (const text of ["", "null", "[]", '{"files": 1}', `{"digest": "${digest}"}`, "\0"]) {
      await writeFile(join(folder, "manifest.json"), text);
      assert.strictEqual(await isComplete(folder, digest), false);
    }
    await rm(join(folder, "manifest.json"));
    assert.strictEqual(await isComplete(folder, digest), false);
    assert.strictEqual(await isComplete(join(folder, "nowhere"), digest), false);
  });

  it("is false where a run failed, not where one diverged", async () => {
    await writeAll(folder, planOf(), "failed");
    assert.strictEqual(await isComplete(folder, digest), false);
    await writeAll(folder, planOf(), "diverged");
    assert.strictEqual(await isComplete(folder, digest), true);
  });
});
