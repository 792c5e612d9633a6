import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { parse } from "csv-parse/sync";
import { exportRun } from "../../src/commands/export/export-run.ts";
import type { Json } from "../../src/contracts/config.ts";
import { parts } from "../../src/parts.ts";
import { loadSavedPlan } from "../../src/saved/saved-plan.ts";
import {
  differences,
  hasTensorBoard,
  hasTorch,
  needsPython,
  needsTorch,
  python,
  readEvents,
  syntaxErrors,
} from "../python.ts";
import { SMALL, Workplace } from "./cli.ts";
import { TEXT, ZOO } from "./export-zoo.ts";
import { bringShippedResults } from "./shipped.ts";

const print = (...words: readonly string[]) => words.join(" ");

/**
 * Exports every run of all results, or those at one seed, as the command does but without starting it for each.
 * Resolves to the scripts.
 */
async function exportAll(here: Workplace, seed?: string): Promise<readonly string[]> {
  const scripts: string[] = [];
  for (const name of readdirSync(here.at("results"))) {
    const folder = here.at(`results/${name}`);
    const rows: Readonly<Record<string, string>>[] = parse(here.read(`results/${name}/runs.csv`), { columns: true });
    const asked = rows.filter((row) => seed === undefined || row.seed === seed);
    assert.isNotEmpty(asked);
    for (const id of new Set(asked.map(({ run }) => run as string))) {
      await silently(() => exportRun(folder, id, { to: undefined, parts, print }));
      scripts.push(join(folder, "export", id, "train.py"));
    }
  }
  return scripts;
}

/** What a command tells of its success would stand between the names of the tests. */
async function silently(does: () => Promise<void>): Promise<void> {
  const { log } = console;
  console.log = () => {};
  try {
    await does();
  } finally {
    console.log = log;
  }
}

/** The types of all parts in a configuration. */
function typesIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(typesIn);
  if (typeof value !== "object" || value === null) return [];
  const { type } = value as { readonly type?: string };
  return [...(type === undefined ? [] : [type]), ...Object.values(value).flatMap(typesIn)];
}

/** Compiles all scripts, and trains them where PyTorch is there. @param nudges see differences */
function assertGood(scripts: readonly string[], nudges: boolean): void {
  assert.equal(syntaxErrors(scripts.flatMap((path) => [path, path.replace("train.py", "check.py")])), "");
  if (hasTorch()) assert.equal(differences(scripts, nudges), "");
}

/** Eight points at first and four that follow from them, most of them pruned. */
const SEARCHED = `name: searched
data: {type: linear, features: 4, samples: 60, noise: 0.1}
model: [{type: Linear, out_features: 4}, Tanh, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 9, batch_size: 16}
scheduler: CosineAnnealingLR
search: {type: tpe, runs: 12, space: {optimizer.lr: {log_uniform: [1e-3, 0.3]}}}
prune: {type: successive_halving, reduction_factor: 3}
`;

describe("export to PyTorch", () => {
  describe("of every part there is", () => {
    const here = new Workplace();

    before(function () {
      needsPython(this);
      this.timeout(300_000);
      for (const [name, text] of Object.entries(ZOO)) here.experiment(name, text);
      here.write("experiments/text.txt", TEXT);
      const { status, stderr } = here.run(["sweep"]);
      assert.equal(status, 0, stderr);
    });
    after(() => here.remove());

    it("gives scripts that Python takes, and that train alike where PyTorch is there", async function () {
      this.timeout(600_000);
      assertGood(await exportAll(here), true);
    });

    it("leaves out none of them", () => {
      const used = Object.keys(ZOO).flatMap((name) => {
        const plan = loadSavedPlan(here.at(`results/${name}`), parts);
        return Array.from({ length: plan.variants }, (_, variant) => plan.variant(variant).config).flatMap((config) =>
          typesIn(config as unknown as Json),
        );
      });
      // Schedulers: see test/schedulers/exported.test.ts and the experiments that come with the project.
      const all = [parts.layer, parts.loss, parts.metric, parts.optimizer].flatMap(Object.keys);
      assert.deepEqual(
        all.filter((type) => !used.includes(type)),
        [],
      );
    });
  });

  describe("of the experiments that come with the project", () => {
    const here = new Workplace();

    before(function () {
      needsPython(this);
      this.timeout(300_000);
      return bringShippedResults(here);
    });
    after(() => here.remove());

    it("gives scripts that Python takes, and whose losses are within 1e-4 in every epoch at every seed where PyTorch is there", async function () {
      this.timeout(1_800_000);
      // To compile scripts, a seed will do.
      assertGood(await exportAll(here, hasTorch() ? undefined : "0"), false);
    });
  });

  describe("of a sweep that searches and prunes", () => {
    const here = new Workplace();
    type Row = Readonly<Record<string, string>>;
    let runs: readonly Row[];

    before(function () {
      needsPython(this);
      here.experiment("searched", SEARCHED);
      const { status, stderr } = here.run(["sweep"]);
      assert.equal(status, 0, stderr);
      runs = parse(here.read("results/searched/runs.csv"), { columns: true });
    });
    after(() => here.remove());

    it("gives scripts that train as many epochs as their runs did, and say why", async function () {
      this.timeout(300_000);
      const scripts = await exportAll(here);
      assert.lengthOf(scripts, 12);
      for (const path of scripts) {
        const { epochs, status } = runs.find(({ run }) => path.includes(run as string)) as Row;
        const text = readFileSync(path, "utf8");
        const recorded = readFileSync(path.replace("train.py", "recorded.csv"), "utf8").trimEnd().split("\n");
        assert.lengthOf(recorded, 1 + Number(epochs));
        if (status !== "pruned") assert.include(text, "for epoch in range(1, EPOCHS + 1):");
        else {
          assert.include(text, `EPOCHS = 9\nLAST_EPOCH = ${epochs}  # pruned: successive_halving ended it here\n`);
          assert.include(text, "for epoch in range(1, LAST_EPOCH + 1):");
        }
      }
      assert.isAbove(runs.filter(({ status }) => status === "pruned").length, 3);
      assertGood(scripts, false);
    });

    it("takes the best of all points that the search arrived at", () => {
      const { stdout } = here.run(["export", "results/searched"]);
      const best = runs
        .filter(({ status }) => status === "ok")
        .reduce((a, b) => (Number(b.final_val_loss) < Number(a.final_val_loss) ? b : a));
      assert.include(stdout, `${best.run} (optimizer.lr = ${best["optimizer.lr"]}, seed 0)`);
    });

    it("gives as many rows as epochs.csv to JSON and TensorBoard", () => {
      assert.equal(here.run(["export", "results/searched", "--jsonl"]).status, 0);
      const rows = (path: string) => here.read(`results/searched/${path}`).trimEnd().split("\n").length;
      assert.equal(rows("epochs.jsonl"), rows("epochs.csv") - 1);
      const { stdout } = here.run(["export", "results/searched", "--tensorboard"]);
      assert.match(stdout, /^searched: 12 runs → /);
      assert.lengthOf(readdirSync(here.at("results/searched/tensorboard")), 12);
    });
  });

  describe("the command", () => {
    const here = new Workplace();

    before(() => {
      here.experiment("small", SMALL);
      here.run(["sweep"]);
    });
    after(() => here.remove());

    it("takes the best run if none is named, and says so", () => {
      const { status, stdout } = here.run(["export", "results/small"]);
      assert.equal(status, 0);
      assert.match(stdout, /the best run by val_loss/);
      assert.match(stdout, /python results\/small\/export\/r[0-9a-f]{16}\/train\.py/);
    });

    it("writes a script as a person would", () => {
      const plan = loadSavedPlan(here.at("results/small"), parts);
      const id = plan.runId(1, 0);
      const { status } = here.run(["export", "results/small", id.slice(0, 10), "--to", "halving"]);
      assert.equal(status, 0);
      const script = here
        .read("halving/train.py")
        .replaceAll(id, "RUN")
        .replace(/lrsweep \d\S*\./, "lrsweep VERSION.");
      assert.equal(script, here.goldenText("export.py"));
    });

    it("gives scripts that train alike in any PyTorch since 1.13, where they need nothing newer", async function () {
      needsTorch(this);
      this.timeout(300_000);
      assert.equal(differences(await exportAll(here), false), "");
    });

    it("says what is missing when a script has not been run", function () {
      needsPython(this);
      here.run(["export", "results/small", "--to", "unrun"]);
      const { status, stderr } = spawnSync(python, [here.at("unrun/check.py")], { encoding: "utf8" });
      assert.equal(status, 1);
      assert.equal(stderr, "losses.csv is missing: run train.py first, which writes it\n");
    });

    it("keeps what was made of a file's values, and says so in the script", () => {
      here.write(
        "experiments/plants.csv",
        `size,colour,kind\n${["1,red,rose", "3,blue,iris", "5,red,rose", "7,blue,iris"].join("\n")}\n`,
      );
      here.experiment(
        "plants",
        `data: {type: csv, path: plants.csv, target: kind, one_hot: [colour], validation: 0}
model: [{type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: SGD
training: {epochs: 1}
`,
      );
      assert.equal(here.run(["sweep", "experiments/plants.yaml"]).status, 0);
      assert.equal(here.run(["export", "results/plants", "--to", "plants"]).status, 0);
      assert.deepEqual(JSON.parse(here.read("plants/preparation.json")), {
        inputs: [
          { name: "size", mean: 4, scale: Math.sqrt(5) },
          { name: "colour = blue", mean: 0, scale: 1 },
          { name: "colour = red", mean: 0, scale: 1 },
        ],
        classes: ["iris", "rose"],
      });
      const script = here.read("plants/train.py");
      assert.include(script, "scaled already, see preparation.json");
      assert.include(script, "what became of the values of the data's file");
      assert.notInclude(here.read("unrun/train.py"), "preparation.json");
    });

    it("keeps what took the place of missing values", () => {
      const rows = ["1,red,rose", "3,,iris", ",red,rose", "8,blue,iris", "6,NA,rose"];
      here.write("experiments/gaps.csv", `size,colour,kind\n${rows.join("\n")}\n`);
      const preparationWith = (missing: string) => {
        here.experiment(
          "gaps",
          `data: {type: csv, path: gaps.csv, target: kind, one_hot: [colour], validation: 0, missing: ${missing}}
model: [{type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: SGD
training: {epochs: 1}
`,
        );
        for (const words of [
          ["sweep", "experiments/gaps.yaml"],
          ["export", "results/gaps", "--to", "gaps"],
        ]) {
          const { status, stderr } = here.run(words);
          assert.equal(status, 0, stderr);
        }
        return JSON.parse(here.read("gaps/preparation.json"));
      };
      assert.deepEqual(preparationWith("{size: median, colour: most_frequent}").filled, [
        { column: "size", value: 4.5 },
        { column: "colour", value: "red" },
      ]);
      assert.deepEqual(preparationWith("{size: drop, colour: {fill: none}}").filled, [
        { column: "colour", value: "none" },
      ]);
      assert.include(here.read("gaps/train.py"), "missing values are filled in");
    });

    it("lists the runs that a prefix could mean", () => {
      const { status, stderr } = here.run(["export", "results/small", "r"]);
      assert.equal(status, 2);
      assert.match(
        stderr,
        /r could be 8 runs of small:\n {2}r[0-9a-f]{16} {2}optimizer\.lr = 0\.1, scheduler = constant, seed 0\n/,
      );
    });

    it("says what is wrong with a run or a folder that is not there", () => {
      const run = here.run(["export", "results/small", "r0000000000000000x"]);
      assert.equal(run.status, 2);
      assert.match(
        run.stderr,
        /small has no run r0000000000000000x\. The column run of runs\.csv has their names, such as r/,
      );
      const folder = here.run(["export", "results/other"]);
      assert.equal(folder.status, 2);
      assert.match(folder.stderr, /results\/other holds no finished sweep\. These sweeps are there:/);
    });

    it("gives every epoch of every run as JSON, its keys the columns of epochs.csv", () => {
      assert.equal(here.run(["export", "results/small", "--jsonl"]).status, 0);
      const rows: Record<string, unknown>[] = here
        .read("results/small/epochs.jsonl")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      const table: Record<string, string>[] = parse(here.read("results/small/epochs.csv"), { columns: true });
      assert.deepEqual(
        rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, String(value ?? "")]))),
        table,
      );
      assert.isNumber(rows[0]?.val_loss);
    });

    it("gives a log directory to each run for TensorBoard, the same again if asked again", () => {
      for (let time = 0; time < 2; time++) {
        assert.equal(here.run(["export", "results/small", "--tensorboard"]).status, 0);
        const folders = readdirSync(here.at("results/small/tensorboard"));
        assert.lengthOf(folders, 8);
        assert.match(folders[0] ?? "", /^0\.05, constant, seed 0 r[0-9a-f]{16}$/);
        assert.lengthOf(readdirSync(here.at(`results/small/tensorboard/${folders[0]}`)), 1);
      }
    });

    // It is not among what CI can install; without it the files are taken apart in events.test.ts.
    if (hasTensorBoard())
      it("gives TensorBoard's own reader what epochs.csv has", () => {
        assert.equal(here.run(["export", "results/small", "--tensorboard"]).status, 0);
        const folders = readdirSync(here.at("results/small/tensorboard"));
        const found = readEvents(folders.map((name) => here.at(`results/small/tensorboard/${name}`)));
        const table: Record<string, string>[] = parse(here.read("results/small/epochs.csv"), { columns: true });
        const tags = Object.keys(table[0] ?? {}).filter((head) => /^(lr|.*_loss|grad_norm)$/.test(head));
        assert.isAtLeast(tags.length, 4);
        for (const [i, name] of folders.entries()) {
          const own = table.filter(({ run }) => name.endsWith(run as string));
          for (const tag of tags) {
            const wanted = own.map((row) => [Number(row.epoch), Math.fround(Number(row[tag]))]);
            assert.deepEqual(found[i]?.[tag], wanted, `${name}: ${tag}`);
          }
        }
      });

    it("exports all runs or one, not both", () => {
      const { status, stderr } = here.run(["export", "results/small", "r0", "--jsonl"]);
      assert.equal(status, 2);
      assert.match(stderr, /--jsonl exports all runs: leave r0 out/);
    });

    it("refuses what no scheduler of PyTorch does", () => {
      here.experiment(
        "mixed",
        `${SMALL.replace("name: small", "name: mixed")
          .replace(/optimizer: .*\n/, "optimizer: {type: Muon, rest: {type: AdamW}}\n")
          .replace(/seeds.*/s, "")}scheduler: {type: OneCycleLR, max_lr: 0.1}\n`,
      );
      assert.equal(here.run(["sweep", "experiments/mixed.yaml"]).status, 0);
      const { status, stderr } = here.run(["export", "results/mixed"]);
      assert.equal(status, 2);
      assert.match(
        stderr,
        /cannot be exported to PyTorch: PyTorch's schedulers cannot cycle the momentum of one optimizer/,
      );
    });
  });
});
