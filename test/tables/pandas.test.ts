import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { openStore } from "../../src/results/store.ts";
import { needsPandas, python } from "../python.ts";
import { planOf, provenance, resultOf } from "../results/fixtures.ts";
import { root } from "../root.ts";

const NAMES = ["none", "null", "NA", "1e5, then 3"];

/** The three lines of results/README.md, for every table of a folder; prints what became of the columns. */
function program(folder: string): string {
  const [, block = ""] = /```python\n(.*?)```/s.exec(readFileSync(`${root}results/README.md`, "utf8")) ?? [];
  const reading = block.replace("results/decay-strategies/runs.csv", "{folder}/{name}.csv").replace('csv("', 'csv(f"');
  assert.include(reading, 'f"{folder}/{name}.csv"');
  const lines = reading
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`);
  return `import json
folder = ${JSON.stringify(folder)}
found = {}
for name in ["epochs", "runs", "summary", "tuned", "marginals", "timings"]:
${lines.join("\n")}
    table = {"rows": len(runs), "types": {head: str(kind) for head, kind in runs.dtypes.items()}}
    table["names"] = list(runs["scheduler"].unique()) if "scheduler" in runs else []
    found[name] = table
print(json.dumps(found))
`;
}

describe("pandas", () => {
  it("reads every table by the lines of the reference: names as categories, figures as numbers", async function () {
    needsPandas(this);
    this.timeout(60_000);
    const folder = mkdtempSync(join(tmpdir(), "lrsweep-"));
    try {
      const plan = planOf({ heads: ["optimizer.lr", "scheduler"], cells: NAMES.map((name, i) => [10 ** -i, name]) });
      const store = await openStore(folder, plan);
      for (let run = 0; run < 2 * NAMES.length; run++)
        await store.append(resultOf(plan, [1, run === 0 ? Number.NaN : 1 / (run + 2)], run === 0 ? "diverged" : "ok"));
      await store.finish(provenance);
      const { stdout, stderr, status } = spawnSync(python, ["-c", program(folder)], { encoding: "utf8" });
      assert.strictEqual(status, 0, stderr);
      const found = JSON.parse(stdout);
      assert.deepEqual(found.runs.names, NAMES);
      assert.include(found.runs.types, {
        ...{ run: "category", scheduler: "category", status: "category", seed: "int64" },
        ...{ "optimizer.lr": "float64", final_val_loss: "float64", best_epoch: "int64" },
      });
      assert.include(found.epochs.types, { scheduler: "category", epoch: "int64", val_loss: "float64" });
      assert.include(found.summary.types, {
        ...{ variant: "category", verdict: "category", rank: "int64" },
        ...{ final_val_loss_mean: "float64", p_adjusted: "float64" },
      });
      assert.deepEqual([found.epochs.rows, found.runs.rows, found.summary.rows], [16, 8, 4]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
