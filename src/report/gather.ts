import type { Marginals } from "../analysis/marginals.ts";
import { inFigures } from "../analysis/ratio.ts";
import { summaryMetrics } from "../analysis/summary.ts";
import { objectiveOf, type Summary, type VariantSummary } from "../analysis/variant-summary.ts";
import type { Cell, Plan } from "../experiment/plan.ts";
import type { RunResult } from "../journal/record.ts";
import { type Figure, toFigure } from "../numbers/figure.ts";
import { itemAt } from "../numbers/item-at.ts";
import { repeatsOf } from "../replicates/counts.ts";
import { hasRun, runOf } from "../replicates/pool.ts";
import { populationOf } from "../replicates/population.ts";
import { runCount } from "../seeding/planned.ts";
import type { Estimate } from "../statistics/estimate.ts";
import { tunedGrid } from "../tables/tuned-table.ts";
import { CourseSums, epochsShown } from "./courses.ts";
import {
  type Axes,
  type Courses,
  type Difference,
  type MeanInterval,
  REPORT_FORMAT,
  type ReportData,
  type ReportRuns,
  type ReportSource,
  type ReportVariant,
  type TextTable,
} from "./data.ts";
import { cellTexts } from "./label.ts";

/** Limits with which a page still opens quickly. */
const LIMITS = { variants: 10_000, runs: 20_000, epochs: 200, drawn: 1000, points: 400_000 };

interface Gathering {
  readonly plan: Plan;
  readonly summary: Summary;
  /** Where the results come from: name and text of each. */
  readonly facts: ReportSource["facts"];
  /** All runs of the sweep by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Reads a run of the plan from the journal; undefined where it has not ended. */
  readonly read: (variant: number, seed: number) => RunResult | undefined;
  /** Files to which the page links. */
  readonly files: readonly string[];
}

/** Gathers the data of a report: the best variants, up to a limit, and their runs. */
export function gatherReport({ plan, summary, facts, statuses, read, files }: Gathering): ReportData {
  const shown = summary.best(LIMITS.variants);
  const { runs, courses } = gatherRuns(plan, shown, read);
  return {
    format: REPORT_FORMAT,
    title: plan.name,
    description: plan.description,
    answer: summary.sentences,
    heads: plan.heads,
    draws: plan.draws?.heads ?? [],
    unit: populationOf(plan, 0).unit,
    objective: plan.objective,
    metrics: summaryMetrics(plan),
    variants: shown.map((one) => variantOf(plan, one)),
    tuned: tunedOf(plan, summary),
    pairs: null,
    axes: axesOf(summary.marginals),
    courses,
    runs,
    total: { variants: plan.variants, runs: runCount(plan.draws?.whole ?? plan), statuses, repeats: repeatsOf(plan) },
    sources: [{ name: plan.name, yaml: plan.text, facts, files }],
  };
}

function tunedOf(plan: Plan, { tuned = [] }: Summary): TextTable | null {
  const grid = tunedGrid(plan, tuned.slice(0, LIMITS.drawn));
  return grid === undefined ? null : { ...grid, numeric: [...grid.numeric] };
}

function variantOf(plan: Plan, summary: VariantSummary): ReportVariant {
  const objective = objectiveOf(plan, summary);
  return {
    cells: summary.cells.map(asJson),
    rank: summary.rank ?? null,
    isTied: summary.isTied,
    n: summary.n,
    diverged: summary.diverged,
    failed: summary.failed + summary.timeout,
    pruned: summary.pruned ?? 0,
    objective: intervalOf(objective),
    median: objective.kind === "none" ? null : toFigure(objective.median),
    seedsWon: summary.seedsWon,
    difference: differenceOf(summary),
    verdict: summary.verdict,
  };
}

function axesOf({ method, axes, interactions }: Marginals): Axes {
  const middle = method.endsWith("of ranks") ? "median" : "mean";
  const shown = axes.map(({ axis, share, values }) => ({
    axis,
    share: toFigure(share),
    values: values.map((one) => {
      const textOf = cellTexts(values.flatMap(({ value, to }) => (to === undefined ? [value] : [value, to])));
      const { value, to, n, diverged } = one;
      const text = to === undefined || to === value ? textOf(value) || "—" : `${textOf(value)} to ${textOf(to)}`;
      return { text, middle: toFigure(one[middle]), n, diverged };
    }),
  }));
  return { method, middle, axes: shown, interactions: toFigure(interactions) };
}

/** Writes a number that is not finite as text, because JSON has none. */
const asJson = (cell: Cell): Cell => (typeof cell === "number" && !Number.isFinite(cell) ? String(cell) : cell);

function intervalOf(estimate: Estimate): MeanInterval {
  switch (estimate.kind) {
    case "none":
      return { mean: null, low: null, high: null };
    case "single":
      return { mean: toFigure(estimate.mean), low: null, high: null };
    case "interval":
      return { mean: toFigure(estimate.mean), low: toFigure(estimate.low), high: toFigure(estimate.high) };
  }
}

function differenceOf(summary: VariantSummary): Difference {
  const { difference: found } = inFigures(summary);
  const { tested, isRatio } = summary;
  switch (found.kind) {
    case "none":
    case "identical":
      return { kind: found.kind };
    case "single":
      return { kind: "single", difference: toFigure(found.difference), isRatio };
    case "paired": {
      const { difference, low, high, p, effect } = found;
      const interval = { mean: toFigure(difference), low: toFigure(low), high: toFigure(high) };
      const test = tested?.test ?? null;
      return {
        kind: "paired",
        ...interval,
        isRatio,
        p,
        pAdjusted: tested?.adjusted ?? null,
        test,
        effect: toFigure(effect),
      };
    }
  }
}

/** Reads each run once, in plan order, which is nearly their order in the journal. */
function gatherRuns(
  plan: Plan,
  shown: readonly VariantSummary[],
  read: Gathering["read"],
): { readonly runs: ReportRuns; readonly courses: Courses } {
  const perVariant = Math.max(1, Math.floor(LIMITS.runs / shown.length));
  // Fresh seeds confirm what was found at the others, and are no part of it.
  const own = plan.seeds.slice(0, plan.adaptive?.seeding?.own);
  const listed = new Set(own.slice(0, perVariant));
  const columns = plan.rates.length + plan.metrics.length;
  const longest = shown.reduce((most, { variant }) => Math.max(most, epochsOf(plan, variant)), 1);
  const drawn = Math.min(shown.length, LIMITS.drawn);
  const epochs = epochsShown(
    longest,
    Math.max(10, Math.min(LIMITS.epochs, Math.floor(LIMITS.points / (drawn * columns * 3)))),
  );
  const sums = Array.from({ length: drawn }, () => new CourseSums(epochs, columns));
  const places = shown.map(({ variant }, place) => ({ variant, place })).sort((a, b) => a.variant - b.variant);
  const metrics = summaryMetrics(plan);
  const table = emptyRuns(metrics.length, plan.draws?.heads.length ?? 0);
  for (const [at, seed] of own.entries()) {
    for (const { variant, place } of places) {
      const isListed = listed.has(seed);
      if (!hasRun(plan, variant, at)) continue;
      if (!isListed && place >= drawn) continue;
      const result = read(variant, seed);
      if (result === undefined) continue;
      sums[place]?.add(result.lines, result.outcome.status === "ok");
      if (isListed)
        addRun(table, metrics, { id: plan.runId(variant, seed), place, ...drawOf(plan, variant, seed) }, result);
    }
  }
  const { rates } = plan;
  const steps = shown.slice(0, drawn).map(({ variant }) => plan.variant(variant).stepsPerEpoch);
  return { runs: table, courses: { epochs, steps, rates, metrics: plan.metrics, of: sums.map((sum) => sum.all()) } };
}

/** The seed of a run, and its values on the axes that are pooled. */
function drawOf(plan: Plan, variant: number, seed: number): { readonly seed: number; readonly drawn: readonly Cell[] } {
  const { draws } = plan;
  const drawn = draws === undefined ? [] : itemAt(draws.cells, seed % draws.cells.length);
  return { seed: runOf(plan, variant, seed).seed, drawn: drawn.map(asJson) };
}

const epochsOf = (plan: Plan, variant: number) => plan.variant(variant).config.training.epochs;

type Growing<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };
type GrowingRuns = Growing<Omit<ReportRuns, "drawn" | "final" | "best" | "errors">> & {
  readonly drawn: Cell[][];
  readonly final: Figure[][];
  readonly best: Figure[][];
  readonly errors: Record<number, string>;
};

function emptyRuns(metrics: number, drawn: number): GrowingRuns {
  const lists = () => Array.from({ length: metrics }, (): Figure[] => []);
  return {
    id: [],
    variant: [],
    seed: [],
    drawn: Array.from({ length: drawn }, (): Cell[] => []),
    status: [],
    epochs: [],
    final: lists(),
    best: lists(),
    bestEpoch: [],
    errors: {},
  };
}

function addRun(
  table: GrowingRuns,
  metrics: readonly string[],
  run: { readonly id: string; readonly place: number; readonly seed: number; readonly drawn: readonly Cell[] },
  { outcome }: RunResult,
): void {
  if ("error" in outcome) table.errors[table.id.length] = outcome.error;
  table.id.push(run.id);
  table.variant.push(run.place);
  table.seed.push(run.seed);
  run.drawn.forEach((cell, column) => {
    table.drawn[column]?.push(cell);
  });
  table.status.push(outcome.status);
  table.epochs.push(outcome.figures.epochs);
  for (const [i, metric] of metrics.entries()) {
    const found = outcome.figures.metrics[metric];
    table.final[i]?.push(toFigure(found?.final));
    table.best[i]?.push(toFigure(found?.best?.value));
  }
  table.bestEpoch.push(outcome.figures.metrics[itemAt(metrics, 0)]?.best?.epoch ?? null);
}
