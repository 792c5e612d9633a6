import { isSeeded, type Seeding, seededRuns } from "./seeding.ts";

/** What decides which runs a plan has. */
interface PlannedSeeds {
  readonly variants: number;
  readonly seeds: readonly number[];
  readonly adaptive?: { readonly seeding?: Seeding | undefined };
}

/** How many runs a plan has as known so far. */
export function runCount({ variants, seeds, adaptive }: PlannedSeeds): number {
  const seeding = adaptive?.seeding;
  return seeding === undefined ? variants * seeds.length : seededRuns(seeding, variants, seeds.length);
}

/** How many runs it may come to. */
export function mostRuns(plan: PlannedSeeds): number {
  const seeding = plan.adaptive?.seeding;
  if (seeding === undefined) return runCount(plan);
  return plan.variants * seeding.pool.length + seeding.mostChosen * seeding.fresh.length;
}

/** All seeds that some variant may get. */
export function possibleSeeds({ seeds, adaptive }: PlannedSeeds): readonly number[] {
  const seeding = adaptive?.seeding;
  return seeding === undefined ? seeds : [...seeding.pool, ...seeding.fresh];
}

/** Whether the plan trains what has that number. */
export function isPlanned({ variants, adaptive }: PlannedSeeds, run: number): boolean {
  const seeding = adaptive?.seeding;
  return seeding === undefined || isSeeded(seeding, run % variants, Math.floor(run / variants));
}

/** The numbers of a plan's runs, ascending. @param from the first to ask for */
export function* runNumbers(plan: PlannedSeeds, from = 0): Generator<number, void> {
  for (let run = from; run < plan.variants * plan.seeds.length; run++) if (isPlanned(plan, run)) yield run;
}
