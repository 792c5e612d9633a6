import { assert } from "chai";
import { parse } from "yaml";
import type { Json, PartConfig } from "../../src/contracts/config.ts";
import { resolvedDefaults } from "../../src/docs/defaults.ts";
import { flow } from "../../src/docs/markdown.ts";
import { planOf, trialOf } from "../../src/docs/trial.ts";
import { parts } from "../../src/parts.ts";
import { blocksOf, readTexts } from "./texts.ts";

const WHOLE = ["data", "model", "loss", "optimizer", "training"];
/** For a baseline that is shown without its grid. */
const GRID = "{scheduler: {constant: null, cosine: CosineAnnealingLR}}";

/** Loads an example: a whole experiment, or some of its keys put into one. Data of files are checked without the files. */
function load(example: Readonly<Record<string, Json>>): void {
  const keys = Object.keys(example);
  if (WHOLE.every((key) => keys.includes(key))) planOf(parts, flow(example));
  else if (keys.includes("model") && keys.length === 1)
    for (const layer of example.model as readonly PartConfig[]) resolvedDefaults(parts.layer, layer);
  else if (keys.includes("data")) resolvedDefaults(parts.data, example.data as PartConfig);
  else {
    const written = Object.fromEntries(Object.entries(example).map(([key, value]) => [key, flow(value)]));
    trialOf(parts, { ...(keys.includes("baseline") && !keys.includes("grid") && { grid: GRID }), ...written });
  }
}

describe("the YAML in every text", () => {
  const examples = readTexts()
    .flatMap(blocksOf)
    // Lines that go into a file of the project are followed by test/adding-a-part.test.ts.
    .filter(({ code }) => !code.startsWith("# experiments/"))
    .filter(({ language, code }) => language === "yaml" && !code.includes("kind: Job"));

  for (const { path, code } of examples)
    it(`${path}: ${code.split("\n").find((line) => !line.startsWith("#"))} …`, () => load(parse(code)));

  it("is refused when it is wrong", () => {
    assert.throws(() => load({ scheduler: { type: "StepLR", step_sise: 3 } }), /step_sise/);
    assert.throws(() => load({ data: { type: "linear", sample: 3 } }));
  });
});
