import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { FILES } from "../../src/folder/manifest.ts";
import { JOURNAL_FOLDER, Journal } from "../../src/journal/journal.ts";
import { encodeRun, type RunResult } from "../../src/journal/record.ts";
import { Rebuild } from "../../src/results/rebuild.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { planOf, provenance, resultOf } from "./fixtures.ts";

const plan = planOf({ seeds: [0, 1, 2] });
const ids = plan.seeds.flatMap((seed) => [0, 1, 2].map((variant) => plan.runId(variant, seed)));
const ALL = ids.length;

describe("the result files, from the journal", () => {
  let folder: string;
  let journal: Journal;

  beforeEach(() => {
    folder = temporaryFolder();
    journal = new Journal(folder, plan);
  });
  afterEach(async () => {
    await journal.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const add = (n: number, result: RunResult = resultOf(plan, [1, 1 / (n + 1)])) =>
    journal.add([{ id: ids[n] as string, status: result.outcome.status, text: encodeRun(result) }]);
  const addAll = () => ids.forEach((_, n) => void add(n));
  const texts = (of = folder) => FILES.map((name) => readFileSync(join(of, name), "utf8"));
  const hidden = () => readdirSync(folder).filter((name) => name.endsWith(".part"));

  async function whole(): Promise<readonly string[]> {
    await new Rebuild(folder, plan, journal).finish(provenance);
    return texts();
  }

  it("are the same bytes whether they were begun before all runs had ended or not", async () => {
    const early = new Rebuild(folder, plan, journal);
    for (const n of [0, 1, 4, 2, 3]) {
      add(n);
      await early.follow(2);
    }
    assert.lengthOf(hidden(), FILES.length - 3);
    for (const n of [8, 7, 6, 5]) add(n);
    await early.finish(provenance);
    const begunEarly = texts();
    assert.deepEqual(await whole(), begunEarly);
    assert.deepEqual(hidden(), []);
  });

  it("wait for a run that failed, which may be tried again", async () => {
    add(0);
    add(1, resultOf(plan, [1], "failed"));
    const early = new Rebuild(folder, plan, journal);
    await early.follow(2);
    addAll();
    const { summary } = await early.finish(provenance);
    assert.deepInclude(summary.runs, { ok: ALL, failed: 0 });
    const begunEarly = texts();
    assert.deepEqual(await whole(), begunEarly);
  });

  it("are written in the end where that was not possible before", async () => {
    addAll();
    const place = join(folder, "elsewhere");
    writeFileSync(place, "in the way");
    const early = new Rebuild(place, plan, journal);
    await early.follow(ALL);
    rmSync(place);
    mkdirSync(join(place, JOURNAL_FOLDER), { recursive: true });
    await early.follow(1);
    await early.finish(provenance);
    assert.deepEqual(texts(place), await whole());
  });

  it("leave nothing behind when they are given up", async () => {
    addAll();
    const early = new Rebuild(folder, plan, journal);
    void early.follow(ALL);
    await early.discard();
    assert.deepEqual(readdirSync(folder), [".journal"]);
  });
});
