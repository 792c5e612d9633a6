import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { assert } from "chai";
import { parse } from "csv-parse/sync";
import { lacks } from "../needs.ts";
import { SMALL, STEADY, Workplace } from "./cli.ts";
import { CLI, start } from "./process.ts";

type Row = Readonly<Record<string, string>>;

describe("npm run sweep", () => {
  let here: Workplace;
  beforeEach(() => {
    here = new Workplace();
  });
  afterEach(() => here.remove());

  const rows = (path: string): Row[] => parse(here.read(path), { columns: true });
  const bytes = (folder: string) => STEADY.map((name) => here.read(join(folder, name)));

  /** Sweeps and expects it to end well; returns what it printed. */
  function sweep(...args: readonly string[]): string {
    const { status, stdout, stderr } = here.run(["sweep", ...args]);
    assert.equal(status, 0, stderr);
    return stdout;
  }

  it("runs every file in experiments/ and leaves its results under its name", () => {
    here.experiment("b", SMALL);
    here.experiment("a", SMALL.replace("name: small\n", ""));
    sweep();
    assert.sameMembers(readdirSync(here.at("results")), ["a", "small"]);
    assert.sameMembers(readdirSync(here.at("results/a")), [
      ...STEADY,
      "summary.md",
      "columns.md",
      "timings.csv",
      "report.html",
      "experiment.yaml",
      "manifest.json",
      ".journal",
    ]);
    assert.equal(rows("results/small/epochs.csv").length, 2 * 2 * 2 * 4);
    assert.equal(here.read("results/small/experiment.yaml"), SMALL);
  });

  it("puts seeds outermost, then the axes as written, the last one fastest", () => {
    here.experiment("a", SMALL);
    sweep();
    const order = rows("results/small/runs.csv").map((row) => [row.seed, row["optimizer.lr"], row.scheduler].join(" "));
    assert.deepEqual(order, [
      "0 0.1 constant",
      "0 0.1 halving",
      "0 0.05 constant",
      "0 0.05 halving",
      "1 0.1 constant",
      "1 0.1 halving",
      "1 0.05 constant",
      "1 0.05 halving",
    ]);
  });

  it("gives the same bytes whatever the concurrency, and each time", () => {
    here.experiment("a", SMALL);
    sweep("--concurrency", "1", "--output", "one");
    sweep("--concurrency", "4", "--output", "four");
    sweep("--concurrency", "1", "--output", "again");
    assert.deepEqual(bytes("four/small"), bytes("one/small"));
    assert.deepEqual(bytes("again/small"), bytes("one/small"));
  });

  it("gives the same bytes under Node 20 and a newer one", function () {
    const newer = process.env.LRSWEEP_NEWER_NODE;
    if (newer === undefined) return lacks(this, "LRSWEEP_NEWER_NODE, the path of a newer Node");
    here.experiment(
      "a",
      SMALL.replace("epochs: 4", "epochs: 40")
        .replace("halving", "cosine")
        .replace(/{type: StepLR.*/, "CosineAnnealingLR"),
    );
    const older = here.run(["sweep", "--output", "older"]);
    const other = spawnSync(newer, [CLI, "sweep", "--output", "newer"], { cwd: here.folder, encoding: "utf8" });
    assert.deepEqual([older.status, other.status], [0, 0], other.stderr);
    assert.notEqual(
      JSON.parse(here.read("newer/small/manifest.json")).node,
      JSON.parse(here.read("older/small/manifest.json")).node,
    );
    assert.deepEqual(bytes("newer/small"), bytes("older/small"));
  });

  it("trains nothing that is there already, unless told to", () => {
    here.experiment("a", SMALL);
    sweep();
    const first = here.read("results/small/timings.csv");
    assert.include(sweep(), "all 8 runs are in results/small; nothing to train");
    assert.equal(here.read("results/small/timings.csv"), first);
    assert.notInclude(sweep("--fresh"), "nothing to train");
  });

  it("notices results that were edited or removed", () => {
    here.experiment("a", SMALL);
    sweep();
    const before = bytes("results/small");
    appendFileSync(here.at("results/small/epochs.csv"), "\n");
    sweep();
    assert.deepEqual(bytes("results/small"), before);
  });

  it("trains nothing for a new target, and finds when each run reached it", () => {
    here.experiment("a", SMALL);
    sweep();
    const seconds = (file: string) => rows(file).map((row) => row.seconds);
    const trained = seconds("results/small/timings.csv");
    const losses = rows("results/small/epochs.csv").map(({ val_loss }) => Number(val_loss));
    const target = losses.toSorted((a, b) => a - b)[Math.floor(losses.length / 2)] as number;
    here.experiment("a", `${SMALL}objective: {target: ${target}}\n`);
    sweep();
    assert.deepEqual(seconds("results/small/timings.csv"), trained);
    for (const run of rows("results/small/runs.csv")) {
      const epochs = rows("results/small/epochs.csv").filter((row) => row.run === run.run);
      const reached = epochs.find(({ val_loss }) => Number(val_loss) <= target);
      assert.equal(run.target_epoch, reached?.epoch ?? "");
    }
    assert.isTrue(rows("results/small/runs.csv").some(({ target_epoch }) => target_epoch !== ""));
    const resumed = bytes("results/small");
    sweep("--fresh");
    assert.deepEqual(bytes("results/small"), resumed);
  });

  it("writes for Excel or a workbook without training again, and plain files as they were", () => {
    here.experiment("a", SMALL);
    sweep();
    const plain = bytes("results/small");
    const trained = rows("results/small/timings.csv");
    sweep("--csv", "excel-de", "--xlsx");
    const epochs = here.read("results/small/epochs.csv");
    assert.match(epochs, /^\ufeffrun;optimizer\.lr;/);
    assert.equal(epochs.slice(1).replaceAll(",", ".").replaceAll(";", ","), plain[0]);
    assert.isTrue(existsSync(here.at("results/small/results.xlsx")));
    assert.include(sweep("--csv", "excel-de", "--xlsx"), "nothing to train");
    const { stderr } = here.run(["sweep"]);
    assert.include(stderr, "results.xlsx was not updated");
    assert.deepEqual(bytes("results/small"), plain);
    assert.deepEqual(rows("results/small/timings.csv"), trained);
    assert.include(sweep(), "nothing to train");
  });

  it("refuses a workbook that does not go into memory, before anything is trained", () => {
    here.experiment("a", SMALL.replace("epochs: 4", "epochs: 1000000"));
    const { status, stderr } = here.run(["sweep", "--xlsx"]);
    assert.equal(status, 2);
    assert.match(stderr, /small: error: --xlsx: the workbook would have \d+ cells/);
    assert.isFalse(existsSync(here.at("results")));
  });

  it("trains points that mean the same once, and shows each", () => {
    here.experiment("a", SMALL.replace("    constant: null\n", "    constant: null\n    none at all: null\n"));
    sweep();
    const runs = rows("results/small/runs.csv").filter((row) => row["optimizer.lr"] === "0.1" && row.seed === "0");
    assert.deepEqual(
      runs.map((row) => row.scheduler),
      ["constant", "none at all", "halving"],
    );
    assert.equal(runs[0]?.run, runs[1]?.run);
    assert.equal(runs[0]?.final_val_loss, runs[1]?.final_val_loss);
    assert.notEqual(runs[0]?.run, runs[2]?.run);
  });

  it("calls a run diverged at the epoch it happened, and goes on", () => {
    here.experiment("a", SMALL.replace("[0.1, 0.05]", "[1e30, 0.05]"));
    const table = sweep();
    const [wild, , tame] = rows("results/small/runs.csv");
    assert.equal(wild?.status, "diverged");
    assert.equal(tame?.status, "ok");
    const epochs = rows("results/small/epochs.csv").filter((row) => row.run === wild?.run);
    assert.equal(String(epochs.length), wild?.epochs);
    assert.isBelow(epochs.length, 4);
    assert.match(table, /diverged/);
  });

  it("shows with --dry-run what it would do, and writes nothing", () => {
    here.experiment("a", SMALL);
    assert.include(sweep("--dry-run"), "8 runs, 32 rows in epochs.csv");
    assert.isFalse(existsSync(here.at("results")));
  });

  it("takes --set as an edit of the file", () => {
    here.experiment("a", SMALL);
    sweep("--set", "training.epochs=2", "--set", "optimizer.lr=0.2", "--output", "set");
    here.experiment("a", SMALL.replace("epochs: 4", "epochs: 2").replace("[0.1, 0.05]", "[0.2]"));
    sweep("--output", "edited");
    assert.equal(here.read("set/small/epochs.csv"), here.read("edited/small/epochs.csv"));
  });

  it("stops at Ctrl-C with exit code 130 and leaves what was there before", async () => {
    here.experiment("a", SMALL);
    sweep();
    const before = bytes("results/small");
    here.experiment("a", SMALL.replace("epochs: 4", "epochs: 1000000"));
    const { child, end } = start(["sweep"], { cwd: here.folder });
    // Runs that are sent to a thread are noted there; the runs of before have all ended.
    const isTraining = () =>
      /^\w+ begun .*\n$/m.test(
        here
          .read("results/small/.journal/runs")
          .split(/(?<=\n)/)
          .at(-1) ?? "",
      );
    while (child.exitCode === null && !isTraining()) await pause(10);
    child.kill("SIGINT");
    assert.equal((await end).code, 130);
    assert.deepEqual(bytes("results/small"), before);
    assert.sameMembers(
      readdirSync(here.at("results/small")).filter((name) => name.startsWith(".")),
      [".journal"],
    );
  });
});
