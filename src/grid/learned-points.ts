import { NOTHING_LEARNED } from "../contracts/search.ts";
import { hasFailed, ranked, type Standing } from "../contracts/standing.ts";
import { itemAt } from "../numbers/item-at.ts";
import { type DistinctTrials, NO_TRIALS, type TrialSpace, withTrials } from "./distinct-trials.ts";
import type { Points } from "./points.ts";
import type { SearchPoints } from "./search-points.ts";

/** The known points of a search that learns from results. Each batch depends on the results of all earlier ones, and on nothing else. */
export class LearnedPoints {
  /** The trials of each place. */
  readonly #chosen: ReadonlyMap<number, DistinctTrials>;
  readonly #trials: number;
  readonly points: Points;

  private constructor(
    private readonly all: SearchPoints,
    private readonly batch: number,
    chosen: ReadonlyMap<number, DistinctTrials>,
    trials: number,
  ) {
    this.#chosen = chosen;
    this.#trials = trials;
    const first = all.search.choose(all.axes, 0, NOTHING_LEARNED);
    this.points = all.known(trials, (place, trial) => chosen.get(place)?.chosen[trial] ?? first);
  }

  /** The first batch. */
  static begin(all: SearchPoints, batch: number): LearnedPoints {
    return new LearnedPoints(all, batch, new Map(), 0).grown([]);
  }

  get isWhole(): boolean {
    return this.#trials >= this.all.trials;
  }

  /** With the next batch. @param standings of all points known */
  grown(standings: readonly Standing[]): LearnedPoints {
    const trials = Math.min(this.#trials + this.batch, this.all.search.runs);
    const byPlace = new Map<number, Standing[]>();
    for (const [index, standing] of standings.entries()) {
      const { place } = this.all.placeOf(index);
      byPlace.set(place, [...(byPlace.get(place) ?? []), standing]);
    }
    const chosen = new Map<number, DistinctTrials>();
    for (const [place, space] of this.all.spaces)
      chosen.set(place, this.#next(place, space, byPlace.get(place) ?? [], trials));
    return new LearnedPoints(this.all, this.batch, chosen, trials);
  }

  #next(place: number, space: TrialSpace, standings: readonly Standing[], until: number): DistinctTrials {
    const { search, axes } = this.all;
    const ranking = ranked(standings).filter((trial) => !hasFailed(itemAt(standings, trial)));
    const before = this.#chosen.get(place) ?? NO_TRIALS;
    return withTrials(before, until, space, (draw, trials) => search.choose(axes, draw, { trials, ranking }));
  }
}
