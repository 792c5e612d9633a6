import { createHash } from "node:crypto";
import { figuresOf, type Outcome } from "../../src/analysis/figures.ts";
import { Outcomes } from "../../src/analysis/outcomes.ts";
import { summarize } from "../../src/analysis/summary.ts";
import type { Summary } from "../../src/analysis/variant-summary.ts";
import type { RunConfig } from "../../src/contracts/config.ts";
import type { EpochRecord } from "../../src/contracts/record.ts";
import type { Cell, Compare, Plan, Policy } from "../../src/experiment/plan.ts";
import type { RunResult } from "../../src/journal/record.ts";
import { runNumbers } from "../../src/seeding/planned.ts";
import { epochLines } from "../../src/tables/csv.ts";

const CONFIG: RunConfig = {
  data: { type: "linear", samples: 64 },
  model: [{ type: "Linear", out_features: 1 }],
  loss: { type: "MSELoss" },
  metrics: [],
  optimizer: [{ type: "SGD", lr: 0.1 }],
  scheduler: [],
  training: {
    epochs: 3,
    batch_size: 32,
    shuffle: true,
    drop_last: false,
    engine: "auto",
    on_divergence: "stop",
    diverged_above: 1000,
  },
};

const POLICY: Policy = { order: "grid", retry: 0, timeout: undefined, maxFailures: undefined, epochs: "all" };

/** The only axis varies schedules. */
const COMPARE: Compare = {
  axis: 0,
  against: undefined,
  tune: [],
  own: [],
  strata: [],
  isSearched: false,
  margin: { kind: "share", share: 0.01 },
  test: "auto",
  scale: "linear",
  hasRatios: true,
};

interface PlanOptions {
  readonly heads?: readonly string[];
  readonly cells?: readonly (readonly Cell[])[];
  readonly seeds?: readonly number[];
  readonly metrics?: readonly string[];
  readonly objective?: Plan["objective"];
  readonly compare?: Partial<Compare>;
  readonly policy?: Partial<Policy>;
  /** Variants that resolve to the run of another one. */
  readonly same?: Readonly<Record<number, number>>;
}

/** A plan by hand: the first variant is the baseline of all others. */
export function planOf(options: PlanOptions = {}): Plan {
  const cells = options.cells ?? [["none"], ["StepLR(step_size=1)"], ["cosine"]];
  return {
    name: "demo",
    description: "",
    text: "name: demo\n",
    directory: ".",
    files: [],
    plugins: [],
    heads: options.heads ?? ["scheduler"],
    seeds: options.seeds ?? [0, 1],
    variants: cells.length,
    rates: ["lr"],
    metrics: options.metrics ?? ["train_loss", "val_loss", "grad_norm"],
    objective: options.objective ?? { metric: "val_loss", mode: "min", at: "final" },
    trainer: { kind: "engine" },
    compare: { ...COMPARE, ...options.compare },
    policy: { ...POLICY, ...options.policy },
    variant: (index) => ({
      index,
      cells: cells[index] ?? [],
      config: CONFIG,
      shape: { features: [1], targets: [1], training: 2, validation: 0 },
      base: { lr: [0.1] },
      stepsPerEpoch: 2,
    }),
    baselineOf: (index) => (index === 0 ? undefined : 0),
    runId: (variant, seed) => `r${digest([options.same?.[variant] ?? variant, seed]).slice(0, 16)}`,
  };
}

const digest = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** Rows whose train loss is the validation loss doubled. */
export function recordsOf(losses: readonly number[]): readonly EpochRecord[] {
  return losses.map((loss, i) => ({
    epoch: i + 1,
    step: (i + 1) * 2,
    rates: { lr: 0.1 },
    metrics: { train_loss: Math.fround(2 * loss), val_loss: Math.fround(loss), grad_norm: Math.fround(1 / 3) },
  }));
}

export function resultOf(plan: Plan, losses: readonly number[], status: Outcome["status"] = "ok"): RunResult {
  const records = recordsOf(losses);
  const figures = figuresOf(records, plan.metrics, plan.objective);
  const outcome: Outcome =
    status === "failed" || status === "timeout" ? { status, figures, error: "out of memory" } : { status, figures };
  const timing = { seconds: 0.5, steps: losses.length * 2, worker: 1 };
  return { lines: epochLines(records, plan), outcome, timing, hidden: {} };
}

export const provenance = {
  version: "0.1.0",
  engine: "WebAssembly",
  started: new Date("2025-01-01T00:00:00Z"),
  finished: new Date("2025-01-01T00:00:01Z"),
};

/** The summary of a plan whose runs ended as `outcomeOf` says, by their numbers in the plan. */
export function summaryOf(plan: Plan, outcomeOf: (run: number) => Outcome): Summary {
  const outcomes = new Outcomes(plan);
  for (const run of runNumbers(plan)) outcomes.push(outcomeOf(run));
  return summarize(plan, outcomes);
}
