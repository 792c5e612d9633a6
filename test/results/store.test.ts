import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { parse } from "csv-parse/sync";
import type { Plan } from "../../src/contracts/plan.ts";
import { fileDigest, planDigest } from "../../src/folder/digest.ts";
import { FILES, isComplete } from "../../src/folder/manifest.ts";
import { FileError } from "../../src/io/file.ts";
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
    expect((await readdir(folder)).sort()).to.deep.equal([...FILES, "manifest.json"].sort());
    const rows: Record<string, string>[] = parse(await read("epochs.csv"), { columns: true });
    expect(rows).to.have.lengthOf(3 * 2 * 3);
    expect(rows[3]).to.deep.equal({
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
    expect(order).to.deep.equal(
      ["none", "StepLR(step_size=1)", "cosine", "none", "StepLR(step_size=1)", "cosine"].map(
        (name, i) => `${i < 3 ? 0 : 1} ${name}`,
      ),
    );
    expect(await read("experiment.yaml")).to.equal("name: demo\n");
  });

  it("writes the same bytes again, whatever the clock says", async () => {
    const digests = () =>
      Promise.all(["epochs.csv", "runs.csv", "summary.csv"].map((name) => fileDigest(join(folder, name))));
    await writeAll(folder, planOf());
    const first = await digests();
    await writeAll(folder, planOf());
    expect(await digests()).to.deep.equal(first);
  });

  it("shows a run under each of its names", async () => {
    const plan = planOf({ same: { 2: 0 }, seeds: [0] });
    await writeAll(folder, plan);
    const rows: Record<string, string>[] = parse(await read("runs.csv"), { columns: true });
    expect(rows.map(({ run, scheduler }) => [run, scheduler])).to.deep.equal([
      [plan.runId(0, 0), "none"],
      [plan.runId(1, 0), "StepLR(step_size=1)"],
      [plan.runId(0, 0), "cosine"],
    ]);
  });

  it("records where results come from", async () => {
    await writeAll(folder, planOf(), "diverged");
    const manifest = JSON.parse(await read("manifest.json"));
    expect(manifest).to.deep.include({
      lrsweep: "0.1.0",
      node: process.version,
      engine: "wasm",
      started: "2025-01-01T00:00:00.000Z",
      runs: { ok: 5, diverged: 1, failed: 0, timeout: 0, pruned: 0 },
      digest: planDigest(planOf()),
    });
    expect(manifest.files["epochs.csv"]).to.equal(await fileDigest(join(folder, "epochs.csv")));
    expect(manifest.machine).to.have.keys("cpu", "cores", "system");
  });

  it("shows nothing before everything is whole, and leaves nothing of what is given up", async () => {
    const store = await openStore(folder, planOf());
    await store.append(resultOf(planOf(), LOSSES));
    expect((await readdir(folder)).filter((name) => !name.startsWith("."))).to.deep.equal([]);
    await store.discard();
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it("leaves earlier results alone when it gives up or lacks runs", async () => {
    await writeAll(folder, planOf());
    const store = await openStore(folder, planOf({ seeds: [5] }));
    await store.append(resultOf(planOf(), LOSSES));
    expect(await failure(store.finish(provenance)))
      .to.have.property("message")
      .that.includes("2 runs");
    expect(await isComplete(folder, planDigest(planOf()))).to.equal(true);
    expect(await readdir(folder)).to.have.lengthOf(FILES.length + 1);
  });

  it("refuses more runs than the plan has", async () => {
    const plan = planOf({ cells: [["none"]], seeds: [0] });
    const store = await openStore(folder, plan);
    await store.append(resultOf(plan, LOSSES));
    expect(await failure(store.append(resultOf(plan, LOSSES)))).to.be.instanceOf(RangeError);
  });

  it("takes nothing more once it failed", async () => {
    const plan = planOf({ cells: [["none"]] });
    const store = await openStore(folder, plan);
    await store.discard();
    for (const _ of plan.seeds)
      expect((await failure(store.append(resultOf(plan, LOSSES)))).message).to.include("given up");
    expect((await failure(store.finish(provenance))).message).to.include("given up");
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it("never mixes two sweeps of one folder: the later wins, the earlier says so", async () => {
    const plan = planOf({ cells: [["none"]], seeds: [0] });
    const earlier = await openStore(folder, plan);
    await earlier.append(resultOf(plan, LOSSES));
    const later = await openStore(folder, plan);
    const error = await failure(earlier.finish(provenance));
    expect(error.message).to.include("epochs.csv").and.to.include("another sweep");
    await later.append(resultOf(plan, LOSSES));
    await later.finish(provenance);
    expect(await isComplete(folder, planDigest(plan))).to.equal(true);
  });

  it("names the file it cannot write, and cleans up", async () => {
    await mkdir(join(folder, "runs.csv", "in the way"), { recursive: true });
    const error = await failure(writeAll(folder, planOf()));
    expect(error).to.be.instanceOf(FileError);
    expect(error.message)
      .to.include(join(folder, "runs.csv"))
      .and.to.match(/in the way/);
    expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).to.deep.equal([]);
    expect(await isComplete(folder, planDigest(planOf()))).to.equal(false);
  });

  it("says that the disk is full", async function () {
    if (process.platform !== "linux") lacks(this, "/dev/full, a device of Linux");
    const error = new FileError("results/demo/epochs.csv", await failure(writeFile("/dev/full", "x")));
    expect(error.message).to.match(/^results\/demo\/epochs.csv: the disk is full/);
    expect(error.code).to.equal("ENOSPC");
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
    expect(hidden).to.deep.equal([]);
  });
});

async function expectWhole(path: string) {
  const text = await readFile(path, "utf8");
  if (path.endsWith("epochs.csv")) expect(text.split("\n")).to.have.lengthOf(3 * 50 * 400 + 2);
  if (path.endsWith("runs.csv") || path.endsWith("timings.csv")) expect(text.split("\n")).to.have.lengthOf(3 * 50 + 2);
  if (path.endsWith("manifest.json")) expect(JSON.parse(text)).to.have.property("files");
}

describe("isComplete", () => {
  let folder: string;
  const digest = planDigest(planOf());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lrsweep-"));
    await writeAll(folder, planOf());
    expect(await isComplete(folder, digest)).to.equal(true);
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
    expect(new Set([digest, ...digests])).to.have.property("size", others.length + 1);
    const baseline = { ...planOf(), baselineOf: (index: number) => (index === 1 ? undefined : 1) };
    expect(planDigest(baseline)).not.to.equal(digest);
    expect(await isComplete(folder, digests[0] as string)).to.equal(false);
  });

  it("does not mind a new name or description", () => {
    expect(planDigest({ ...planOf(), name: "other", description: "new" })).to.equal(digest);
  });

  for (const name of FILES) {
    it(`is false if ${name} is edited, cut short or gone`, async () => {
      const path = join(folder, name);
      await appendFile(path, "x");
      expect(await isComplete(folder, digest)).to.equal(false);
      await truncate(path, 3);
      expect(await isComplete(folder, digest)).to.equal(false);
      await rm(path);
      expect(await isComplete(folder, digest)).to.equal(false);
    });
  }

  it("is false without a manifest, or with one that makes no sense", async () => {
    for (const text of ["", "null", "[]", '{"files": 1}', `{"digest": "${digest}"}`, "\0"]) {
      await writeFile(join(folder, "manifest.json"), text);
      expect(await isComplete(folder, digest)).to.equal(false);
    }
    await rm(join(folder, "manifest.json"));
    expect(await isComplete(folder, digest)).to.equal(false);
    expect(await isComplete(join(folder, "nowhere"), digest)).to.equal(false);
  });

  it("is false where a run failed, not where one diverged", async () => {
    await writeAll(folder, planOf(), "failed");
    expect(await isComplete(folder, digest)).to.equal(false);
    await writeAll(folder, planOf(), "diverged");
    expect(await isComplete(folder, digest)).to.equal(true);
  });
});
