import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { check, ExperimentError, readResults, type SweepEvent, SweepStopped, sweep } from "../../src/index.ts";
import { type CsvCell, csvLines } from "../../src/tables/csv.ts";
import { SMALL } from "../commands/cli.ts";

async function eventsOf(events: AsyncIterable<SweepEvent>): Promise<readonly SweepEvent[]> {
  const seen: SweepEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

const csvOf = (rows: readonly Readonly<Record<string, CsvCell>>[]) =>
  csvLines([Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))]);

describe("the library", () => {
  let output: string;
  beforeEach(() => {
    output = mkdtempSync(join(tmpdir(), "lrsweep-"));
  });
  afterEach(() => rmSync(output, { recursive: true, force: true }));

  it("checks a text and says what it comes to", () => {
    const checked = check(SMALL);
    assert.deepInclude(checked, { ok: true, diagnostics: [] });
    assert.deepEqual(checked.ok && checked.experiment, {
      name: "small",
      description: "",
      axes: ["optimizer.lr", "scheduler"],
      replicates: [],
      seeds: [0, 1],
      variants: 4,
      runs: 8,
      mostRuns: 8,
    });
  });

  it("gives mistakes as data, with their places", () => {
    const bad = SMALL.replace("step_size: 2", "step_sise: 2");
    const checked = check(bad, { file: "mine.yaml" });
    assert.isFalse(checked.ok);
    const [first] = checked.diagnostics;
    assert.deepInclude(first, { severity: "error", code: "unknown-key", file: "mine.yaml", line: 12, column: 29 });
    assert.include(first?.message, "StepLR has no parameter 'step_sise'");
    const suggestion = first?.suggestions[0];
    assert.equal(suggestion?.text, "did you mean 'step_size'?");
    assert(suggestion?.edit);
    const { offset, length, text } = suggestion.edit;
    assert.equal(bad.slice(0, offset) + text + bad.slice(offset + length), SMALL);
  });

  it("says what to pass in place of a file's name", () => {
    for (const name of ["decay.yaml", "my experiments/decay.yml", "C:\\decay.yaml"]) {
      const [first, ...more] = check(name).diagnostics;
      assert.isEmpty(more);
      assert.equal(first?.message, `'${name}' is the name of a file; pass the file's text`);
    }
    assert.notInclude(check("data: decay.yaml").diagnostics[0]?.message, "name of a file");
  });

  it("takes settings, and a limit of runs", () => {
    const checked = check(SMALL, { set: ["seeds=3"] });
    assert.equal(checked.ok && checked.experiment.runs, 12);
    assert.isFalse(check(SMALL, { maxRuns: 7 }).ok);
  });

  it("runs in memory, with an event for each run, and leaves no files", async () => {
    const { TMPDIR } = process.env;
    process.env.TMPDIR = output;
    const events = await eventsOf(sweep(SMALL, { concurrency: 2 })).finally(() => {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
    });
    assert.deepInclude(events[0], { type: "planned", name: "small", total: 8, kept: 0 });
    const runs = events.filter((event) => event.type === "run");
    assert.lengthOf(runs, 8);
    assert.sameMembers(
      runs.map(({ done }) => done),
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
    for (const { status, figure, axes } of runs) {
      assert.equal(status, "ok");
      assert.isNumber(figure);
      assert.hasAllKeys(axes, ["optimizer.lr", "scheduler"]);
    }
    const last = events.at(-1);
    assert(last?.type === "finished");
    assert.isUndefined(last.results.folder);
    assert.lengthOf(last.results.epochs, 8 * 4);
    assert.lengthOf(last.results.summary, 4);
    assert.deepEqual(readdirSync(output), []);
  });

  it("writes the files of the command, which it reads back", async () => {
    const results = await sweep(SMALL, { output, concurrency: 1 }).results;
    const folder = join(output, "small");
    assert.equal(results.folder, folder);
    for (const rows of ["epochs", "runs", "summary"] as const)
      assert.equal(csvOf(results[rows]), readFileSync(join(folder, `${rows}.csv`), "utf8"));
    assert.deepEqual(readResults(folder), results);
    const again = await eventsOf(sweep(SMALL, { output }));
    assert.deepInclude(again[0], { type: "planned", total: 8, kept: 8 });
    assert.notInclude(
      again.map(({ type }) => type),
      "run",
    );
  });

  it("rejects with every mistake, whether events are read or not", async () => {
    const bad = sweep(SMALL.replace("MSELoss", "MSELos"));
    const error = await bad.results.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert(error instanceof ExperimentError);
    assert.include(error.diagnostics[0]?.suggestions[0]?.text, "MSELoss");
    const read = await eventsOf(bad).catch((reason: unknown) => reason);
    assert.equal(read, error);
  });

  it("stops when its signal says so, or when nobody reads on", async () => {
    const stopped = sweep(SMALL, { output, signal: AbortSignal.abort() });
    const error = await stopped.results.catch((reason: unknown) => reason);
    assert(error instanceof SweepStopped);
    assert.equal(error.reason, "interrupted");
    const left = sweep(SMALL, { output, concurrency: 1, set: ["training.epochs=20000"] });
    for await (const _ of left) break;
    assert.instanceOf(await left.results.catch((reason: unknown) => reason), SweepStopped);
  });

  it("says that a folder has no results", () => {
    assert.throws(() => readResults(output), "holds no finished sweep");
  });
});
