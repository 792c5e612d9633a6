import { join } from "node:path";
import type { Outcome } from "../analysis/figures.ts";
import { Outcomes } from "../analysis/outcomes.ts";
import { summarize } from "../analysis/summary.ts";
import type { Summary } from "../analysis/variant-summary.ts";
import { version } from "../command-line/version.ts";
import type { Registry } from "../contracts/registry.ts";
import { countRuns, type RunCounts } from "../execution/run-counts.ts";
import { knownVariants, type Plan } from "../experiment/plan.ts";
import { readShardNote, type Shard } from "../folder/shard.ts";
import { openBatch } from "../io/batch.ts";
import { JournalReader } from "../journal/reader.ts";
import type { RunResult } from "../journal/record.ts";
import { countedOf } from "../numbers/counted.ts";
import { itemAt } from "../numbers/item-at.ts";
import { pooled, runOf } from "../replicates/pool.ts";
import type { ReportData } from "../report/data.ts";
import { gatherReport } from "../report/gather.ts";
import { planSoFar, recordOf } from "../saved/final-plan.ts";
import { runsOf } from "../saved/find-run.ts";
import { loadBegunPlan } from "../saved/saved-plan.ts";
import type { Seeding } from "../seeding/seeding.ts";
import { headsOf, rowOf } from "../tables/column.ts";
import { runCells } from "../tables/csv.ts";
import { epochColumns } from "../tables/epoch-columns.ts";
import { PLAIN } from "../tables/profile.ts";
import { runColumns } from "../tables/run-columns.ts";
import { summaryColumns } from "../tables/summary-columns.ts";
import { thin } from "../tables/thin.ts";
import { TableFile } from "./table-file.ts";

/** Tables of an unfinished sweep; never under the names of a finished one. */
export const PARTIAL_TABLES = ["epochs-partial.csv", "runs-partial.csv", "summary-partial.csv"] as const;

/** What an unfinished sweep has so far. */
interface PartialResults {
  /** The variants of which some run has ended, and their baselines. */
  readonly plan: Plan;
  readonly summary: Summary;
  readonly report: ReportData;
  /** The run of a variant and seed of that plan; undefined where it has not ended. */
  readonly read: (variant: number, seed: number) => RunResult | undefined;
}

/** Stands for a run that has not ended: like one that was stopped early, it counts in no figure. */
const NOT_ENDED: Outcome = { status: "pruned", figures: { epochs: 0, metrics: {} } };

/**
 * Reads an unfinished sweep, even while it runs, and hands over what it has.
 * @returns undefined where no sweep has begun, or none of its runs has ended. Throws InputError or a FileError.
 */
export async function withPartial<T>(
  folder: string,
  parts: Registry,
  use: (partial: PartialResults) => Promise<T>,
): Promise<T | undefined> {
  const begun = loadBegunPlan(folder, parts);
  if (begun === undefined) return undefined;
  const journal = new JournalReader(folder, begun);
  try {
    const whole = planSoFar(begun, journal);
    const kept = variantsBegun(whole, journal);
    return kept.length === 0
      ? undefined
      : await use(partialOf(whole, narrowed(whole, kept), journal, readShardNote(folder)?.note.shard));
  } finally {
    journal.close();
  }
}

/** Variants with a run that has ended, and the baselines of those, ascending. */
function variantsBegun(plan: Plan, journal: JournalReader): readonly number[] {
  const begun = new Set<number>();
  for (let variant = 0; variant < knownVariants(plan); variant++) {
    if (!plan.seeds.some((seed) => journal.read(plan.runId(variant, seed)) !== undefined)) continue;
    begun.add(variant);
    begun.add(plan.baselineOf(variant) ?? variant);
  }
  return [...begun].sort((a, b) => a - b);
}

/** A plan of some of its variants. */
function narrowed(plan: Plan, kept: readonly number[]): Plan {
  const places = new Map(kept.map((variant, place) => [variant, place]));
  const { adaptive } = plan;
  return {
    ...plan,
    variants: kept.length,
    variant: (place) => ({ ...plan.variant(itemAt(kept, place)), index: place }),
    baselineOf: (place) => places.get(plan.baselineOf(itemAt(kept, place)) ?? -1),
    runId: (place, seed) => plan.runId(itemAt(kept, place), seed),
    ...(adaptive && {
      adaptive: {
        ...{ first: kept.length, known: kept.length, pruning: adaptive.pruning, grow: undefined },
        seeding: adaptive.seeding && narrowedSeeding(adaptive.seeding, kept),
        prunedAt: (place) => adaptive.prunedAt(itemAt(kept, place)),
      },
    }),
  };
}

const narrowedSeeding = (seeding: Seeding, kept: readonly number[]): Seeding => ({
  ...seeding,
  seedsOf: (place) => seeding.seedsOf(itemAt(kept, place)),
  isChosen: (place) => seeding.isChosen(itemAt(kept, place)),
});

function partialOf(whole: Plan, plan: Plan, journal: JournalReader, shard: Shard | undefined): PartialResults {
  const read = (variant: number, seed: number) =>
    recordOf(plan, journal, { id: plan.runId(variant, seed), variant, seed });
  const outcomes = new Outcomes(plan);
  const statuses: Record<string, number> = {};
  for (const { variant, seed } of runsOf(plan)) {
    const outcome = read(variant, seed)?.outcome;
    if (outcome !== undefined) statuses[outcome.status] = (statuses[outcome.status] ?? 0) + 1;
    outcomes.push(outcome ?? NOT_ENDED);
  }
  const ended = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const counts = { ...countRuns(whole, undefined, shard), ended };
  const summary = summarize(plan, outcomes);
  const facts = [
    ["lrsweep", version] as const,
    ["state", `${countedOf(counts.ended, counts.runs, "run", ["has", "have"])} ended`] as const,
  ];
  const compared = pooled(plan);
  const readDraw = (variant: number, seed: number) => {
    const own = runOf(compared, variant, seed);
    return read(own.variant, own.seed);
  };
  const found = gatherReport({ plan: compared, summary, facts, statuses, read: readDraw, files: [] });
  return { plan, summary, read, report: marked(found, whole, statuses, counts) };
}

/** The report, as what it is. */
function marked(
  report: ReportData,
  whole: Plan,
  statuses: Readonly<Record<string, number>>,
  { ended, runs }: RunCounts,
): ReportData {
  return {
    ...report,
    title: `${report.title} (partial)`,
    answer: [
      `This sweep is not finished: ${countedOf(ended, runs, "run", ["has", "have"])} ended. The rest may change everything below.`,
      ...report.answer,
    ],
    total: {
      ...report.total,
      ...{ variants: pooled(whole).variants, runs, statuses: { ...statuses, "not ended": runs - ended } },
    },
  };
}

/** Writes what there is as CSV. Returns the names of the files. Rejects with a FileError. */
export async function writePartialTables(
  folder: string,
  { plan, summary, read }: PartialResults,
): Promise<readonly string[]> {
  const files = await openBatch<string>(folder, PARTIAL_TABLES);
  try {
    const [ofRun, ofVariant] = [runColumns(plan), summaryColumns(pooled(plan))];
    const [epochs, runs, variants] = [epochColumns(plan), ofRun, ofVariant].map(
      (columns, i) => new TableFile(files, itemAt(PARTIAL_TABLES, i), PLAIN.profile, headsOf(columns)),
    ) as [TableFile, TableFile, TableFile];
    for (const table of [epochs, runs, variants]) await table.begin();
    for (const { id, variant, seed } of runsOf(plan)) {
      const result = read(variant, seed);
      if (result === undefined) continue;
      const cells = runCells(plan, id, plan.variant(variant).cells, seed);
      await epochs.addNumbers([{ cells, lines: thin(result.lines, result.outcome.figures, plan) }]);
      await runs.add(rowOf(ofRun, { cells, outcome: result.outcome }));
    }
    for (const variant of summary.ranked()) await variants.add(rowOf(ofVariant, variant));
    await files.seal();
    await files.publish();
    return PARTIAL_TABLES.map((name) => join(folder, name));
  } catch (error) {
    await files.discard();
    throw error;
  }
}
