import type { Trial, Values } from "../contracts/search.ts";

/** How often a trial is drawn again before an untried point is taken instead. */
const MOST_DRAWS = 100;

/** The configurations from which the trials at a place are chosen. */
export interface TrialSpace {
  /** All distinct trials; undefined if there are too many to list. */
  readonly all: readonly Values[] | undefined;
  /** Whether trials never repeat, because an axis is continuous. */
  readonly isOpen: boolean;
  /** Values as a search sees them. */
  tried(values: Values): Trial;
}

/** The trials of a place, each configuration once. */
export interface DistinctTrials {
  readonly chosen: readonly Values[];
  /** Draws made for them; in an open space one for each. */
  readonly draws: number;
}

export const NO_TRIALS: DistinctTrials = { chosen: [], draws: 0 };

const keyOf = (trial: Trial) => trial.join();

/**
 * With further trials, up to so many or as many as there are. A draw that gives what was tried before is passed over.
 * @param choose draws values, given the number of the draw and the trials before
 */
export function withTrials(
  { chosen, draws }: DistinctTrials,
  until: number,
  space: TrialSpace,
  choose: (draw: number, trials: readonly Trial[]) => Values,
): DistinctTrials {
  const all = [...chosen];
  const trials = chosen.map((values) => space.tried(values));
  const known = new Set(trials.map(keyOf));
  const most = Math.min(until, space.all?.length ?? until);
  let draw = draws;
  while (all.length < most) {
    const values = nextOf(space, known, () => choose(draw++, trials));
    const trial = space.tried(values);
    known.add(keyOf(trial));
    trials.push(trial);
    all.push(values);
  }
  return { chosen: all, draws: draw };
}

/** The first draw that was not tried yet; after too many draws the first point that is left. */
function nextOf(space: TrialSpace, known: ReadonlySet<string>, draw: () => Values): Values {
  const isNew = (values: Values) => !known.has(keyOf(space.tried(values)));
  let values = draw();
  for (let i = 1; !space.isOpen && !isNew(values) && i < MOST_DRAWS; i++) values = draw();
  if (space.isOpen || isNew(values)) return values;
  return space.all?.find(isNew) ?? values;
}
