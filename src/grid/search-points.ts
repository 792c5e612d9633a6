import { valueAt } from "../contracts/distribution.ts";
import { NOTHING_LEARNED, type SearchPlan, type Trial, type Values } from "../contracts/search.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Composer, Point } from "./composer.ts";
import { NO_TRIALS, type TrialSpace, withTrials } from "./distinct-trials.ts";
import { merged, type Overlay, overlayOf } from "./overlay.ts";
import type { Points } from "./points.ts";
import type { SpaceAxis } from "./space.ts";
import { ends } from "./space-ends.ts";
import { trialSpace } from "./trial-space.ts";

/**
 * The points of a search over those of a grid. Trial by trial: the first trial at each point of the grid, then the
 * second, …, so that a search which goes on only adds points at the end. Where no axis of the space applies, one trial
 * stands for all; where a space has fewer points than runs, each is tried once.
 */
export class SearchPoints {
  /** The points of the grid that have something to search, with their spaces. */
  readonly #spaces = new Map<number, TrialSpace>();
  /** Trials at each of them. */
  readonly #limits = new Map<number, number>();
  /** Of the points behind those of the grid: their places in the grid, and trials. */
  #later: ReturnType<typeof laterTrials> | undefined;
  readonly #overlays = new Map<string, Overlay>();

  constructor(
    private readonly grid: Points,
    readonly axes: readonly SpaceAxis[],
    readonly search: SearchPlan,
    private readonly composer: Composer,
  ) {
    const first = axes.map(({ distribution }) => valueAt(distribution, 0));
    for (let place = 0; place < grid.count; place++) {
      if (!this.#applied(this.#pointOf(place, "first", first)).includes(true)) continue;
      const space = trialSpace(axes, search.runs, (values) => this.tried(place, values));
      this.#spaces.set(place, space);
      this.#limits.set(place, Math.min(search.runs, space.all?.length ?? search.runs));
    }
  }

  /** Points in all, those that are not known yet among them. */
  get count(): number {
    return this.grid.count + [...this.#limits.values()].reduce((sum, limit) => sum + limit - 1, 0);
  }

  /** The most trials at one place. */
  get trials(): number {
    return Math.max(1, ...this.#limits.values());
  }

  /** Points of the first so many trials, in order; values of the later ones follow from results. */
  known(trials: number, valuesOf: (place: number, trial: number) => Values): Points {
    const later = this.#laterTrials.trials.findIndex((trial) => trial >= trials);
    return {
      count: later < 0 ? this.count : this.grid.count + later,
      at: (index) => {
        const { place, trial } = this.placeOf(index);
        const values = valuesOf(place, trial);
        return this.#pointOf(place, values.join(), values);
      },
    };
  }

  /** All points of a search that needs no results. */
  get drawn(): Points {
    const draw = (trial: number) => this.search.choose(this.axes, trial, NOTHING_LEARNED);
    const distinct = new Map<number, readonly Values[]>();
    const first = draw(0);
    for (const [place, space] of this.#spaces)
      if (!space.isOpen) distinct.set(place, withTrials(NO_TRIALS, this.search.runs, space, draw).chosen);
    return this.known(this.search.runs, (place, trial) => {
      if (!this.#spaces.has(place)) return first;
      const chosen = distinct.get(place);
      return chosen === undefined ? draw(trial) : itemAt(chosen, trial);
    });
  }

  /** A point's place in the grid, and which trial of it it is. */
  placeOf(index: number): { readonly place: number; readonly trial: number } {
    const beyond = index - this.grid.count;
    if (beyond < 0) return { place: index, trial: 0 };
    const { places, trials } = this.#laterTrials;
    return { place: places[beyond] as number, trial: trials[beyond] as number };
  }

  /** Listed only after their number was found acceptable. */
  get #laterTrials() {
    this.#later ??= laterTrials(this.#limits, this.search.runs);
    return this.#later;
  }

  /** Where there is something to search. */
  get spaces(): ReadonlyMap<number, TrialSpace> {
    return this.#spaces;
  }

  /** Values tried at a place, as a search sees them. */
  tried(place: number, values: Values): Trial {
    const applied = this.#applied(this.#pointOf(place, values.join(), values));
    return values.map((value, i) => (applied[i] ? value : null));
  }

  /** The extreme points of a search. All of them must be valid. */
  *ends(): Generator<Point> {
    for (const place of this.#spaces.keys())
      for (const values of ends(this.axes)) yield this.#pointOf(place, values.join(), values);
  }

  #pointOf(place: number, key: string, values: Values): Point {
    const { flat, overlay } = this.grid.at(place);
    const own = this.#overlays.get(key) ?? this.#overlayOf(key, values);
    const both = overlay === undefined ? own : merged([overlay, own]);
    return { flat, overlay: both };
  }

  #overlayOf(key: string, values: Values): Overlay {
    const all = this.axes.map(({ section, path, label, at, column, node, cell }, i) => {
      const value = itemAt(values, i);
      return {
        additions: [{ section, path, label, at, node: node(value) }],
        cells: [[column, cell(value)] as const],
      };
    });
    const overlay = overlayOf(`search ${key}`, all);
    if (this.#overlays.size >= MAX_KEPT_TRIALS) this.#overlays.clear();
    this.#overlays.set(key, overlay);
    return overlay;
  }

  #applied(point: Point): readonly boolean[] {
    return this.axes.map(({ section, path, label, at, node }) =>
      this.composer.adds(point, { section, path, label, at, node: node(0) }),
    );
  }
}

/** Trial by trial, the second first: the first ones stand at the points of the grid. */
function laterTrials(limits: ReadonlyMap<number, number>, runs: number) {
  const count = [...limits.values()].reduce((sum, limit) => sum + limit - 1, 0);
  const [places, trials] = [new Int32Array(count), new Int32Array(count)];
  let at = 0;
  for (let trial = 1; trial < runs && at < count; trial++)
    for (const [place, limit] of limits) {
      if (trial >= limit) continue;
      places[at] = place;
      trials[at++] = trial;
    }
  return { places, trials };
}

/** How many overlays are kept. */
const MAX_KEPT_TRIALS = 10_000;
