import { NOTHING_LEARNED, type Values } from "../contracts/search.ts";
import { hasFailed, ranked, type Standing } from "../contracts/standing.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Points } from "./points.ts";
import type { SearchPoints } from "./search-points.ts";

/** The points that are known by now of a search that learns. A batch follows from the results of all before, and from nothing else. */
export class LearnedPoints {
  /** The values tried at each place, by trial. */
  readonly #chosen: ReadonlyMap<number, readonly Values[]>;
  readonly #trials: number;
  readonly points: Points;

  private constructor(
    private readonly all: SearchPoints,
    private readonly batch: number,
    chosen: ReadonlyMap<number, readonly Values[]>,
    trials: number,
  ) {
    this.#chosen = chosen;
    this.#trials = trials;
    const first = all.search.choose(all.axes, 0, NOTHING_LEARNED);
    this.points = all.known(trials, (place, trial) => chosen.get(place)?.[trial] ?? first);
  }

  /** The first batch. */
  static begin(all: SearchPoints, batch: number): LearnedPoints {
    return new LearnedPoints(all, batch, new Map(), 0).grown([]);
  }

  get isWhole(): boolean {
    return this.#trials >= this.all.search.runs || this.all.places.length === 0;
  }

  /** With the next batch. @param standings of all points known */
  grown(standings: readonly Standing[]): LearnedPoints {
    const trials = Math.min(this.#trials + this.batch, this.all.search.runs);
    const byPlace = new Map<number, Standing[]>();
    for (const [index, standing] of standings.entries()) {
      const { place } = this.all.placeOf(index);
      byPlace.set(place, [...(byPlace.get(place) ?? []), standing]);
    }
    const chosen = new Map<number, readonly Values[]>();
    for (const place of this.all.places) chosen.set(place, this.#next(place, byPlace.get(place) ?? [], trials));
    return new LearnedPoints(this.all, this.batch, chosen, trials);
  }

  #next(place: number, standings: readonly Standing[], until: number): readonly Values[] {
    const { search, axes } = this.all;
    const chosen = [...(this.#chosen.get(place) ?? [])];
    const trials = chosen.map((values) => this.all.tried(place, values));
    const ranking = ranked(standings).filter((trial) => !hasFailed(itemAt(standings, trial)));
    for (let trial = chosen.length; trial < until; trial++) {
      const values = search.choose(axes, trial, { trials, ranking });
      chosen.push(values);
      trials.push(this.all.tried(place, values));
    }
    return chosen;
  }
}
