import { knownVariants, type Plan } from "../experiment/plan.ts";
import type { JournalReader } from "../journal/reader.ts";
import type { RunResult } from "../journal/record.ts";
import { itemAt } from "../numbers/item-at.ts";
import { shuffleInPlace, stream } from "../random/rng.ts";
import { type PlannedRun, recordOf } from "../saved/final-plan.ts";
import { isPlanned } from "../seeding/planned.ts";

export interface SampledRun extends PlannedRun {
  readonly recorded: RunResult;
}

/** Runs with at least an epoch, spread over the variants and then over the seeds. The same each time. */
export function sampleOf(plan: Plan, journal: JournalReader, most: number): readonly SampledRun[] {
  const { seeds } = plan;
  const variants = Int32Array.from({ length: knownVariants(plan) }, (_, variant) => variant);
  shuffleInPlace(variants, stream(0, "verify"));
  const sample = new Map<string, SampledRun>();
  for (let round = 0; round < seeds.length; round++)
    for (const [place, variant] of variants.entries()) {
      if (sample.size >= most) return [...sample.values()];
      const at = (round + place) % seeds.length;
      if (!isPlanned(plan, at * plan.variants + variant)) continue;
      const seed = itemAt(seeds, at);
      const run = { id: plan.runId(variant, seed), variant, seed };
      const recorded = recordOf(plan, journal, run);
      if (recorded === undefined || recorded.outcome.figures.epochs === 0) continue;
      sample.set(run.id, { ...run, recorded });
    }
  return [...sample.values()];
}
