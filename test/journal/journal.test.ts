import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import type { Plan } from "../../src/experiment/plan.ts";
import { FileError } from "../../src/io/file-error.ts";
import { Journal } from "../../src/journal/journal.ts";
import { encodeRun, type RunResult } from "../../src/journal/record.ts";
import { countFaults } from "../chaos/report.ts";
import { planOf, resultOf } from "../results/fixtures.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const plan = planOf({ seeds: [0, 1, 2] });
const ids = plan.seeds.flatMap((seed) => [0, 1, 2].map((variant) => plan.runId(variant, seed)));
const resultAt = (n: number, of: Plan = plan) => resultOf(of, [1 / (n + 1), n === 1 ? Number.NaN : 0.5, 2 / (n + 3)]);

const recordOf = (id: string, result: RunResult) => ({ id, status: result.outcome.status, text: encodeRun(result) });

/** What the tests of damaged files have seen to when they get so far: what is lost is trained again. */
const NO_DAMAGE = { lost: 0, doubled: 0 };

describe("the journal", () => {
  const count = countFaults();
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = temporaryFolder();
    file = join(folder, ".journal", "runs");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function write(of: Plan = plan, count = ids.length): Promise<void> {
    const journal = new Journal(folder, of);
    for (let n = 0; n < count; n++) {
      journal.begin([ids[n] as string], false);
      journal.add([recordOf(ids[n] as string, resultAt(n, of))]);
    }
    await journal.close();
  }

  /** Which runs are there; those that are must be as they were. */
  async function found(): Promise<{ readonly there: readonly number[]; readonly notices: readonly string[] }> {
    const journal = new Journal(folder, plan);
    const there = [...ids.keys()].filter((n) => journal.statusOf(ids[n] as string) !== undefined);
    for (const n of there) assert.deepEqual(journal.read(ids[n] as string), resultAt(n));
    await journal.close();
    return { there, notices: journal.notices };
  }

  it("gives back what was written, in any order", async () => {
    await write();
    assert.deepEqual(await found(), { there: [...ids.keys()], notices: [] });
    const journal = new Journal(folder, plan);
    for (const n of [8, 0, 4, 3, 8, 1]) assert.deepEqual(journal.read(ids[n] as string), resultAt(n));
    await journal.close();
  });

  it("reads what it has only just written, and the last record of a run", async () => {
    const journal = new Journal(folder, plan);
    const id = ids[0] as string;
    journal.add([recordOf(id, resultOf(plan, [1], "failed"))]);
    assert.deepInclude(journal.read(id).outcome, { status: "failed", error: "out of memory" });
    journal.add([recordOf(id, resultAt(0))]);
    assert.strictEqual(journal.statusOf(id), "ok");
    assert.deepEqual(journal.read(id), resultAt(0));
    await journal.close();
  });

  it("survives a cut at every byte of its last three records, and says so", async () => {
    await write();
    const bytes = readFileSync(file);
    const ends = [...bytes.entries()].filter(([, byte]) => byte === 10).map(([at]) => at + 1);
    const begins = [0, ...ends];
    const lines = bytes.toString().split("\n");
    const first = begins.at(-8) as number;
    for (let cut = first; cut < bytes.length; cut++) {
      writeFileSync(file, bytes);
      truncateSync(file, cut);
      const whole = ends.filter((end) => end <= cut).length;
      const expected = lines.slice(0, whole).filter((line) => line.includes(" run ")).length;
      const { there, notices } = await found();
      assert.deepEqual(there, [...ids.keys()].slice(0, expected), `cut at ${cut}`);
      assert.lengthOf(notices, ends.includes(cut) ? 0 : 1);
      assert.deepEqual((await found()).notices, [], "said once");
    }
    // Whatever was whole before the cut was found, each once.
    count("a journal cut at every byte of its last three records", bytes.length - first, NO_DAMAGE);
  });

  it("finds a flipped byte wherever it is, and loses no more than the records it touches", async () => {
    await write(plan, 3);
    const bytes = readFileSync(file);
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
      writeFileSync(file, flipped);
      const { there, notices } = await found();
      assert.isAtLeast(notices.length, 1, `byte ${at}`);
      assert.isAtLeast(there.length, 1, `byte ${at}`);
    }
    count("a journal with a byte flipped, at every place", bytes.length, NO_DAMAGE);
  });

  it("goes on after a torn record", async () => {
    await write(plan, 3);
    appendFileSync(file, "12345678 run torn");
    const journal = new Journal(folder, plan);
    journal.add([recordOf(ids[3] as string, resultAt(3))]);
    await journal.close();
    assert.deepEqual(await found(), { there: [0, 1, 2, 3], notices: [] });
  });

  it("knows which runs were in training when a process died", () => {
    const begin = (runs: readonly string[], isAlone: boolean) => {
      const dying = new Journal(folder, plan);
      dying.begin(runs, isAlone);
      return dying;
    };
    begin(ids.slice(0, 3), false).add([recordOf(ids[0] as string, resultAt(0))]);
    assert.deepEqual(new Journal(folder, plan).suspects, [
      { id: ids[1] as string, deathsAlone: 0 },
      { id: ids[2] as string, deathsAlone: 0 },
    ]);
    begin([ids[1] as string], true);
    begin([ids[1] as string], true);
    assert.deepEqual(new Journal(folder, plan).suspects[0], { id: ids[1], deathsAlone: 2 });
  });

  it("blames no run when the process ended by itself", async () => {
    const journal = new Journal(folder, plan);
    journal.begin(ids.slice(0, 3), false);
    await journal.close();
    assert.deepEqual(new Journal(folder, plan).suspects, []);
  });

  it("starts anew when asked to", async () => {
    await write();
    const journal = new Journal(folder, plan, true);
    assert.strictEqual(journal.statusOf(ids[0] as string), undefined);
    await journal.close();
  });

  it("forgets runs that are not in the plan, and damage, when pruned", async () => {
    await write();
    appendFileSync(file, "damage\n");
    const smaller = planOf({ seeds: [1] });
    const journal = new Journal(folder, smaller);
    await journal.prune(smaller);
    assert.deepEqual(journal.read(ids[4] as string), resultAt(4));
    journal.add([recordOf(ids[5] as string, resultAt(5))]);
    await journal.close();
    assert.deepEqual(await found(), { there: [3, 4, 5], notices: [] });
  });

  it("says which file it cannot make", () => {
    writeFileSync(join(folder, ".journal"), "in the way");
    assert.throws(() => new Journal(folder, plan), FileError, ".journal");
  });

  it("notices that it was deleted", async () => {
    const journal = new Journal(folder, plan);
    await journal.sync();
    rmSync(folder, { recursive: true });
    const error = await journal.sync().catch((reason) => reason);
    assert.instanceOf(error, FileError);
    assert.propertyVal(error, "code", "ENOENT");
  });
});

describe("a journal of another plan", () => {
  let folder: string;
  const id = ids[0] as string;

  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function readAs(other: Plan): Promise<RunResult | undefined> {
    const first = new Journal(folder, plan);
    first.add([recordOf(id, resultAt(2))]);
    await first.close();
    const second = new Journal(folder, other);
    const result = second.statusOf(id) && second.read(id);
    await second.close();
    return result;
  }

  it("serves one with other names and fewer columns", async () => {
    const other = planOf({ heads: ["schedule"], metrics: ["val_loss", "train_loss"] });
    assert.deepEqual(await readAs(other), resultAt(2, other));
  });

  it("takes the figures anew when more is better", async () => {
    const other = planOf({ objective: { metric: "val_loss", mode: "max", at: "best" } });
    const result = await readAs(other);
    assert.deepEqual(result, resultAt(2, other));
    assert.notDeepEqual(result?.outcome, resultAt(2).outcome);
  });

  it("does not serve one that needs a column it lacks", async () => {
    assert.strictEqual(await readAs(planOf({ metrics: ["train_loss", "val_loss", "val_accuracy"] })), undefined);
  });

  it("loses its runs, and no others, with the line that tells their columns", async () => {
    const other = planOf({ metrics: ["val_loss"] });
    const first = new Journal(folder, plan);
    first.add([recordOf(id, resultAt(2))]);
    await first.close();
    const second = new Journal(folder, other);
    second.add([recordOf(ids[1] as string, resultAt(2, other))]);
    await second.close();
    const file = join(folder, ".journal", "runs");
    writeFileSync(file, readFileSync(file, "utf8").replace('"columns":["epoch"', '"columns":["epock"'));
    const third = new Journal(folder, other);
    assert.deepEqual([third.statusOf(id), third.statusOf(ids[1] as string)], [undefined, "ok"]);
    await third.close();
  });
});
