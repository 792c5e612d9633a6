import type { Standing } from "../contracts/plan.ts";
import type { Search } from "../contracts/search.ts";
import { stream } from "../random/rng.ts";
import { compareStandings, hasFailed } from "../search/standing.ts";
import { propose } from "../search/tpe.ts";
import type { Points } from "./points.ts";
import { drawnValues, type SearchPoints, type Values } from "./search-points.ts";

type Learning = Extract<Search, { readonly type: "tpe" }>;

/** The points of a search by tpe that are known by now. A batch follows from the results of all before, and from nothing else. */
export class LearnedPoints {
  /** The values tried at each place, by trial. */
  readonly #chosen: ReadonlyMap<number, readonly Values[]>;
  readonly #trials: number;
  readonly points: Points;

  private constructor(
    private readonly all: SearchPoints,
    private readonly search: Learning,
    chosen: ReadonlyMap<number, readonly Values[]>,
    trials: number,
  ) {
    this.#chosen = chosen;
    this.#trials = trials;
    const first = drawnValues(all.axes, search, 0);
    this.points = all.known(trials, (place, trial) => chosen.get(place)?.[trial] ?? first);
  }

  /** The first batch. */
  static begin(all: SearchPoints, search: Learning): LearnedPoints {
    const trials = Math.min(search.batch, search.runs);
    const drawn = Array.from({ length: trials }, (_, trial) => drawnValues(all.axes, search, trial));
    return new LearnedPoints(all, search, new Map(Array.from(all.places, (place) => [place, drawn])), trials);
  }

  get isWhole(): boolean {
    return this.#trials >= this.search.runs || this.all.places.length === 0;
  }

  /** With the next batch. @param standings of all points known */
  grown(standings: readonly Standing[]): LearnedPoints {
    const trials = Math.min(this.#trials + this.search.batch, this.search.runs);
    const byPlace = new Map<number, Standing[]>();
    for (const [index, standing] of standings.entries()) {
      const { place } = this.all.placeOf(index);
      byPlace.set(place, [...(byPlace.get(place) ?? []), standing]);
    }
    const chosen = new Map<number, readonly Values[]>();
    for (const place of this.all.places) chosen.set(place, this.#next(place, byPlace.get(place) ?? [], trials));
    return new LearnedPoints(this.all, this.search, chosen, trials);
  }

  #next(place: number, standings: readonly Standing[], until: number): readonly Values[] {
    const { seed, n_startup_trials, n_ei_candidates } = this.search;
    const chosen = [...(this.#chosen.get(place) ?? [])];
    const tried = chosen.map((values) => this.all.tried(place, values));
    const ranking = standings.map((_, trial) => trial).filter((trial) => !hasFailed(standings[trial] as Standing));
    ranking.sort((a, b) => compareStandings(standings[a] as Standing, standings[b] as Standing) || a - b);
    const distributions = this.all.axes.map(({ distribution }) => distribution);
    for (let trial = chosen.length; trial < until; trial++) {
      const isLearning = ranking.length >= n_startup_trials;
      const values = isLearning
        ? propose(distributions, { trials: tried, ranking }, n_ei_candidates, stream(seed, "tpe", trial))
        : drawnValues(this.all.axes, this.search, trial);
      chosen.push(values);
      tried.push(this.all.tried(place, values));
    }
    return chosen;
  }
}
