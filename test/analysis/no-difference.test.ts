import { assert } from "chai";
import type { Outcome } from "../../src/analysis/figures.ts";
import { NOT_BEGUN } from "../../src/execution/protocol.ts";
import { Trainer } from "../../src/execution/trainer.ts";
import { decodeRun } from "../../src/journal/record.ts";
import { parts } from "../../src/parts.ts";
import { shuffleInPlace, stream } from "../../src/random/rng.ts";
import { load } from "../plan-of.ts";
import { planOf, summaryOf } from "../results/fixtures.ts";

const EXPERIMENTS = 100;
const SEEDS = 10;

/** One schedule at so many seeds, trained for good: seeds differ in their initial weights and in the order of batches. */
function trained(seeds: number): readonly Outcome[] {
  const text = `
data: {type: linear, features: 4, samples: 40, noise: 0.3}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.02}
scheduler: CosineAnnealingLR
training: {epochs: 3, batch_size: 8}
seeds: ${seeds}
`;
  const readFile = () => assert.fail("no file is read");
  const loaded = load(text, { readFile });
  if ("issues" in loaded) assert.fail(JSON.stringify(loaded.issues));
  const { directory, rates, metrics, objective, variant } = loaded.plan;
  const { config } = variant(0);
  const trainer = new Trainer(parts);
  const outcomes: Outcome[] = [];
  while (outcomes.length < seeds) {
    const runs = Array.from({ length: Math.min(100, seeds - outcomes.length) }, (_, i) => i + outcomes.length);
    const { reports } = trainer.train({
      files: { kind: "folder", path: directory },
      ids: [],
      columns: { rates, metrics },
      objective,
      timeout: undefined,
      runs: runs.map((seed) => ({ config, seed })),
      current: new Int32Array(1).fill(NOT_BEGUN),
    });
    for (const { status, text } of reports) outcomes.push(decodeRun(status, text).outcome);
  }
  return outcomes;
}

/** In how many experiments some variant is called better or worse than the first. */
function claims(outcomes: readonly Outcome[], variants: number): number {
  const cells = Array.from({ length: variants }, (_, i) => [`schedule ${i}`]);
  const plan = planOf({ cells, seeds: Array.from({ length: SEEDS }, (_, seed) => seed) });
  let claimed = 0;
  for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
    const first = experiment * variants * SEEDS;
    const { verdicts } = summaryOf(plan, (run) => outcomes[first + run] as Outcome);
    if (verdicts.better + verdicts.worse > 0) claimed++;
  }
  return claimed;
}

describe("Where there is no difference", () => {
  const VARIANTS = 6;
  let outcomes: readonly Outcome[] = [];

  before(() => {
    const ordered = trained(EXPERIMENTS * VARIANTS * SEEDS);
    const order = new Int32Array(ordered.length);
    shuffleInPlace(order, stream(0, "pairs"));
    outcomes = Array.from(order, (place) => ordered[place] as Outcome);
    assert.isTrue(outcomes.every(({ status }) => status === "ok"));
  });

  it("between two variants of independent seeds, at most 7 of 100 experiments claim one", () => {
    assert.isAtMost(claims(outcomes, 2), 7);
  });

  it("between six, at most 7 of 100 experiments claim any: what Holm's correction is for", () => {
    assert.isAtMost(claims(outcomes, VARIANTS), 7);
  });

  it("as every seed gave the same, the variants are identical", () => {
    const plan = planOf({ seeds: [0, 1, 2] });
    const { verdicts, tests } = summaryOf(plan, (run) => outcomes[Math.floor(run / plan.variants)] as Outcome);
    assert.include(verdicts, { identical: 2, baseline: 1 });
    assert.equal(tests, 0);
  });
});
