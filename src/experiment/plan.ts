import type { Cell } from "../contracts/cell.ts";
import type { Configuration, RunConfig } from "../contracts/config.ts";
import type { ImportedResults } from "../contracts/imported.ts";
import type { Pruning } from "../contracts/pruner.ts";
import type { Sampling } from "../contracts/sampling.ts";
import type { Rates } from "../contracts/scheduler.ts";
import type { Standing } from "../contracts/standing.ts";
import type { Seeding } from "../seeding/seeding.ts";
import type { TrainedBy } from "./trained-by.ts";

export type { Cell } from "../contracts/cell.ts";

/** A point of the grid, without its seed. */
export interface Variant {
  /** Place in the plan, from 0. */
  readonly index: number;
  /** One per head. */
  readonly cells: readonly Cell[];
  readonly config: Configuration;
  /** The optimizer's own rates, one per param group. */
  readonly base: Rates;
  /** Optimizer steps of an epoch. */
  readonly stepsPerEpoch: number;
  /** undefined where nothing is known of its rows. */
  readonly sampling?: Sampling | undefined;
}

/** What decides rank and "best". */
export interface Objective {
  readonly metric: string;
  readonly mode: "min" | "max";
  readonly at: "final" | "best";
  /** A figure to reach; it changes no rank. */
  readonly target?: number | undefined;
  /** Whether small or large is good, of metrics that the file names. Default: their names tell. */
  readonly directions?: Readonly<Record<string, "min" | "max">>;
}

/** Where a run's divergence shows, of metrics that a file names: its training loss, or the objective if that is a loss. */
export function followedLoss({ metric }: Pick<Objective, "metric">, metrics: readonly string[]): string | undefined {
  if (metrics.includes("train_loss")) return "train_loss";
  return metric.endsWith("loss") ? metric : undefined;
}

/** How a plan is carried out, and how much of it is shown. No part of a run's identity. */
export interface Policy {
  /** Which runs are trained first. Files are in plan order all the same. */
  readonly order: "grid" | "shuffled";
  /** How often a run that failed or took too long is tried again. */
  readonly retry: number;
  /** Seconds that a run may take. */
  readonly timeout: number | undefined;
  /** So many failures for the same reason end the sweep. */
  readonly maxFailures: number | undefined;
  /** Which of a run's epochs epochs.csv shows; a number n stands for every n-th and the last. */
  readonly epochs: "all" | "last" | "best" | number;
}

/** A difference too small to matter: as a share of the baseline's figure, or in the objective's unit. */
type Margin =
  | { readonly kind: "share"; readonly share: number }
  | { readonly kind: "absolute"; readonly amount: number };

/** What comparisons are asked: `compare` with its defaults, axes by their columns. No part of a run's identity. */
export interface Compare {
  /** Its values are compared, each at its best point. undefined: none is named, and none or several vary schedules. */
  readonly axis: number | undefined;
  /** The value of that axis that others are compared with. undefined: the first in plan order. */
  readonly against: Cell | undefined;
  /** Axes to choose on: those to tune, alike for all schedules, then those below `scheduler`, each schedule's own. */
  readonly tune: readonly number[];
  readonly own: readonly number[];
  /** Whether a search draws the points, so that luck decides how good the best of them is. */
  readonly isSearched: boolean;
  /** All other axes. Values are compared within each combination of theirs. */
  readonly strata: readonly number[];
  readonly margin: Margin;
  readonly test: "auto" | "permutation" | "t" | "wilcoxon";
  readonly scale: "linear" | "log";
  /** Whether `scale: log` could be asked for: the objective is above 0 by its definition, and the margin is a share. */
  readonly hasRatios: boolean;
}

/** What of a plan depends on results. */
export interface Adaptive {
  /** Variants known before any result. */
  readonly first: number;
  /** Variants known so far: the first of the plan. Those after them follow from results. */
  readonly known: number;
  /** How variants that do badly are ended. */
  readonly pruning: Pruning | undefined;
  /** undefined if every variant has all seeds. */
  readonly seeding?: Seeding | undefined;
  /** Epochs after which a variant was ended; undefined: not yet, or never. */
  prunedAt(variant: number): number | undefined;
  /**
   * The plan with its next variants; undefined where all are known. The same standings give the same variants.
   * @param standings of all known variants
   */
  readonly grow: ((standings: readonly Standing[]) => Plan) | undefined;
}

/** The variant and seed of a plan's n-th run. Throws a RangeError where there is none. */
export function placeOf(plan: Plan, run: number): { readonly variant: number; readonly seed: number } {
  const seed = plan.seeds[Math.floor(run / plan.variants)];
  if (seed === undefined) throw new RangeError(`the plan has only ${plan.variants * plan.seeds.length} runs`);
  return { variant: run % plan.variants, seed };
}

/** How many variants of a plan can be asked for. */
export const knownVariants = ({ variants, adaptive }: Plan): number => adaptive?.known ?? variants;

/** A search arrived at a point that cannot be run, though the ends of its space can. */
export class SearchMisfit extends Error {}

/** What stands behind the seeds of a plan whose replicates are pooled: they are numbers of draws, seed × replicates + replicate. */
interface Draws {
  /** The plan before, in which each replicate is a variant. */
  readonly whole: Plan;
  /** Heads of the replicate axes, and their values by replicate. */
  readonly heads: readonly string[];
  readonly cells: readonly (readonly Cell[])[];
  /** The variant of the whole plan; undefined where the grid excludes it. */
  memberOf(variant: number, replicate: number): number | undefined;
}

/**
 * A checked experiment, ready to run. Variants are made when asked for, not kept.
 * Runs are numbered in plan order: run = place of the seed × variants + variant. Where results decide who gets which seeds,
 * some numbers have no run.
 */
export interface Plan {
  readonly name: string;
  readonly description: string;
  /** The experiment's text as run, with --set applied. */
  readonly text: string;
  /** Folder that paths in the experiment are relative to. */
  readonly directory: string;
  /** The files that data are read from: paths as written. */
  readonly files: readonly string[];
  /** Column heads of the axes, as written. */
  readonly heads: readonly string[];
  /** Columns of the axes that draw data; absent where none does, and where they are pooled. */
  readonly replicates?: readonly number[];
  /** What stands behind `seeds` where replicates are pooled. */
  readonly draws?: Draws;
  readonly seeds: readonly number[];
  readonly variants: number;
  /**
   * Rate columns of epochs.csv in order: lr of the first param group, and where some run needs them lr_end, momentum, and
   * lr.<name> of further groups.
   */
  readonly rates: readonly string[];
  /** Metric columns of epochs.csv in order; the same for every run. */
  readonly metrics: readonly string[];
  /** Columns of runs.csv for what is measured on test rows; none where there are no such rows. */
  readonly tests?: readonly string[];
  /** Digests of the plugins that its runs use. */
  readonly plugins: readonly string[];
  /** What was found out of its data, a line each. */
  readonly findings?: readonly string[];
  readonly objective: Objective;
  readonly policy: Policy;
  readonly compare: Compare;
  /** Who trains its runs. */
  readonly trainer: TrainedBy;
  /** Absent where every variant is known beforehand, and every run trained to its end. */
  readonly adaptive?: Adaptive;
  variant(index: number): Variant;
  /** The variant that this one is compared with: equal on every axis that `baseline` leaves open. Undefined for itself. */
  baselineOf(index: number): number | undefined;
  /** The run's identity: `r` and 16 hex digits. Equal for points that resolve to the same run. */
  runId(variant: number, seed: number): string;
}

/** A plan whose runs have data, model and loss: this program's own engine trains them, or PyTorch. */
export interface OwnPlan extends Plan {
  variant(index: number): OwnVariant;
}

export interface OwnVariant extends Variant {
  readonly config: RunConfig;
}

export const isOwn = (plan: Plan): plan is OwnPlan => plan.trainer.kind === "engine" || plan.trainer.kind === "torch";

/** A plan of results that were there before. */
interface ImportedPlan extends Plan {
  readonly trainer: ImportedResults;
}

export const isImported = (plan: Plan): plan is ImportedPlan => plan.trainer.kind === "imported";
