/**
 * Seeds that follow from results. A plan lists those that some variant has got so far: first its own, of which a variant has the
 * first so many, then fresh ones, at which only chosen variants are trained.
 */
export interface Seeding {
  /** Numbers of own seeds after which comparisons are looked at, ascending. The last is the most that a variant may get. */
  readonly looks: readonly number[];
  /** All seeds that a variant may get: as many as the last look has. */
  readonly pool: readonly number[];
  /** Seeds to confirm the chosen variants with; none if that is not asked. */
  readonly fresh: readonly number[];
  /** The number of variants that they will be trained at, at most. */
  readonly mostChosen: number;
  /** How many of the plan's seeds are own ones. */
  readonly own: number;
  /** How many of them a variant has. */
  seedsOf(variant: number): number;
  /** Whether a variant is trained at the fresh seeds. */
  isChosen(variant: number): boolean;
}

/** Before the first result, all variants have the seeds of the first look. */
export function seedingOf(
  pool: readonly number[],
  looks: readonly number[],
  { fresh, mostChosen }: Pick<Seeding, "fresh" | "mostChosen">,
): Seeding {
  const own = looks[0] ?? pool.length;
  return { looks, pool, fresh, mostChosen, own, seedsOf: () => own, isChosen: () => false };
}

/** Whether a variant is trained at the seed in a place of the plan's. */
export function isSeeded({ own, seedsOf, isChosen }: Seeding, variant: number, place: number): boolean {
  return place < own ? place < seedsOf(variant) : isChosen(variant);
}

/** How many runs some variants have so far. */
export function seededRuns({ own, fresh, seedsOf, isChosen }: Seeding, variants: number, seeds: number): number {
  let runs = 0;
  for (let variant = 0; variant < variants; variant++)
    runs += seedsOf(variant) + (seeds > own && isChosen(variant) ? fresh.length : 0);
  return runs;
}
