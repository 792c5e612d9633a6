import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { parse } from "csv-parse/sync";
import { openStore } from "../../src/results/store.ts";
import { TABLES } from "../../src/tables/all-tables.ts";
import { headsOf } from "../../src/tables/column.ts";
import { columnPage } from "../../src/tables/column-page.ts";
import { planOf as load } from "../plan-of.ts";
import { planOf, provenance, resultOf } from "../results/fixtures.ts";

/** With everything that brings columns: steps, momentum, param groups, metrics, a target, a pruner, test rows. */
const RICH = `name: rich
data: {type: two_moons, samples: 400, test: 0.1}
model: [{type: Linear, out_features: 8}, ReLU, {type: Linear, out_features: 1}]
loss: BCEWithLogitsLoss
metrics: [accuracy]
optimizer: {type: SGD, lr: 0.1, momentum: 0.9, groups: [{match: "*.bias", name: biases, lr: 0.05}]}
training: {epochs: 20}
objective: {metric: val_loss, target: 0.1}
prune: median
seeds: 3
grid:
  optimizer.weight_decay: [0, 0.1]
  scheduler: {constant: null, one cycle: {type: OneCycleLR, max_lr: 0.1}}
`;

/** The heads that a page explains, by file. */
function explained(page: string): ReadonlyMap<string, readonly string[]> {
  const sections = page.split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const lines = section.split("\n");
      const rows = lines.flatMap((line) => /^\| `` ?(.*?) ?`` \| \S|^\| `(.*?)` \| \S/.exec(line)?.slice(1) ?? []);
      return [lines[0] as string, rows.filter(Boolean).map((head) => head.replaceAll("\\|", "|"))];
    }),
  );
}

describe("columns.md", () => {
  it("explains every column of every table of a rich sweep, in order, with a sentence of its own", () => {
    const plan = load(RICH);
    const page = columnPage(plan);
    const found = explained(page);
    assert.deepEqual(
      [...found.keys()],
      TABLES.map(({ file }) => file),
    );
    for (const { file, columns } of TABLES) {
      const own = columns(plan);
      assert.deepEqual(found.get(file), headsOf(own), file);
      assert.lengthOf(new Set(headsOf(own)), own.length, `${file} has two columns of one name`);
      for (const { head, meaning } of own) assert.match(meaning, /^[A-Z`p].*[.]$/, `${file}: ${head}`);
    }
    const columns = [...found.values()].flat();
    assert.includeMembers(columns, ["lr.biases", "lr_end", "momentum", "test_accuracy", "target_epoch", "pruned"]);
    assert.include(page, "| `val_accuracy` | The metric `accuracy` on the held-out rows after the epoch.");
  });

  it("stands beside the files, and explains the very heads they have", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lrsweep-"));
    try {
      const plan = planOf({ heads: ["scheduler | `best`"] });
      const store = await openStore(folder, plan);
      for (let run = 0; run < 6; run++) await store.append(resultOf(plan, [1 / (run + 1)]));
      await store.finish(provenance);
      const found = explained(await readFile(join(folder, "columns.md"), "utf8"));
      const files = (await readdir(folder)).filter((name) => name.endsWith(".csv"));
      assert.lengthOf(files, 6);
      for (const name of files) {
        const [heads]: string[][] = parse(await readFile(join(folder, name), "utf8"));
        assert.deepEqual(found.get(name), heads, name);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("says of figures that a program or an import brought where they come from", () => {
    const meaningIn = (trainer: unknown) => columnPage({ ...planOf(), trainer } as ReturnType<typeof planOf>);
    assert.include(meaningIn({ kind: "script" }), "| `val_loss` | Figure that the program reported for the epoch.");
    assert.include(meaningIn({ kind: "imported" }), "| `val_loss` | Figure of the imported results.");
  });
});
