import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { isAtLeast, OLDEST_TORCH } from "../../src/experiment/torch-means.ts";
import { findTorch } from "../../src/torch/find.ts";
import { needsTorch } from "../python.ts";
import { root } from "../root.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { differencesOf, planOfText, sweepInto } from "./ground.ts";

interface Shortened {
  /** What makes an experiment short. */
  readonly set: readonly string[];
  /** Variants that need a newer PyTorch, by that version. */
  readonly newer?: Readonly<Record<string, readonly string[]>>;
  /** The PyTorch that all of it needs. */
  readonly since?: string;
}

const SHIPPED: Readonly<Record<string, Shortened>> = {
  "article-walkthrough": { set: ["training.epochs=12"] },
  "decay-strategies": { set: ["seeds=1", "training.epochs=20", "grid.optimizer.lr=[0.1]"] },
  "glyphs-cnn": { set: ["training.epochs=2", "data.samples=200"] },
  halving: { set: ["search.runs=27"] },
  mtcars: { set: ["training.epochs=60"] },
  optimizers: { set: ["seeds=1", "training.epochs=12"], newer: { "2.0": ["averaged", "NAdam"], "2.5": ["Adafactor"] } },
  "schedule-zoo": { set: ["seeds=1"] },
  "spirals-mlp": { set: ["seeds=1", "training.epochs=10", "grid.optimizer.lr=[0.01]"] },
  "tiny-transformer": { set: ["seeds=1", "training.epochs=2"], since: "2.0" },
};

/** The text without variants that this PyTorch is too old for: a line each. */
function readable(text: string, newer: Shortened["newer"] = {}): string {
  const left = Object.entries(newer).flatMap(([least, names]) => (isAtLeast(version(), least) ? [] : names));
  return text
    .split("\n")
    .filter((line) => !left.some((name) => line.trim().startsWith(`${name}:`)))
    .join("\n");
}

function version(): string {
  const found = findTorch("cpu");
  if (!("basis" in found)) throw new Error(found.message);
  return found.basis.torch;
}

describe("engine torch on the shipped experiments", () => {
  before(function () {
    this.timeout(60_000);
    needsTorch(this);
  });

  for (const [name, { set, newer, since = OLDEST_TORCH }] of Object.entries(SHIPPED)) {
    it(`gives the rates of our own engine and its losses, in the same form: ${name}`, async function () {
      this.timeout(120_000);
      const text = readable(readFileSync(join(root, `experiments/${name}.yaml`), "utf8"), newer);
      if (!isAtLeast(version(), since)) {
        assert.throws(() => planOfText(text, [...set, "training.engine=torch"]), `needs PyTorch ${since}`);
        return;
      }
      const [own, torch] = [planOfText(text, set), planOfText(text, [...set, "training.engine=torch"])];
      const trained = await sweepInto(temporaryFolder(), own);
      const other = await sweepInto(temporaryFolder(), torch);
      assert.deepEqual(differencesOf(trained, other), []);
      assert.isNotEmpty(other.runs);
    });
  }
});
