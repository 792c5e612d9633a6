import { valueAt } from "../contracts/distribution.ts";
import { NOTHING_LEARNED, type SearchPlan, type Trial, type Values } from "../contracts/search.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Composer, Point } from "./composer.ts";
import { merged, type Overlay, overlayOf } from "./overlay.ts";
import type { Points } from "./points.ts";
import type { SpaceAxis } from "./space.ts";
import { ends } from "./space-ends.ts";

/**
 * The points of a search over those of a grid. Trial by trial: the first trial at each point of the grid, then the
 * second, …, so that a search which goes on only adds points at the end. Where no axis of the space applies, one trial
 * stands for all.
 */
export class SearchPoints {
  /** Points of the grid at which there is something to search. */
  readonly #varying: Int32Array;
  readonly #overlays = new Map<string, Overlay>();

  constructor(
    private readonly grid: Points,
    readonly axes: readonly SpaceAxis[],
    readonly search: SearchPlan,
    private readonly composer: Composer,
  ) {
    const first = axes.map(({ distribution }) => valueAt(distribution, 0));
    const searched = (place: number) => this.#applied(this.#pointOf(place, "first", first)).includes(true);
    this.#varying = Int32Array.from({ length: grid.count }, (_, place) => place).filter(searched);
  }

  /** Points in all, those that are not known yet among them. */
  get count(): number {
    return this.#until(this.search.runs);
  }

  /** Points of the first so many trials. */
  #until(trials: number): number {
    return this.grid.count + (Math.min(trials, this.search.runs) - 1) * this.#varying.length;
  }

  /** Points of the first so many trials, in order; values of the later ones follow from results. */
  known(trials: number, valuesOf: (place: number, trial: number) => Values): Points {
    return {
      count: this.#until(trials),
      at: (index) => {
        const { place, trial } = this.placeOf(index);
        const values = valuesOf(place, trial);
        return this.#pointOf(place, values.join(), values);
      },
    };
  }

  /** All points of a search that needs no results. */
  get drawn(): Points {
    return this.known(this.search.runs, (_, trial) => this.search.choose(this.axes, trial, NOTHING_LEARNED));
  }

  /** A point's place in the grid, and which trial of it it is. */
  placeOf(index: number): { readonly place: number; readonly trial: number } {
    const beyond = index - this.grid.count;
    if (beyond < 0) return { place: index, trial: 0 };
    const width = this.#varying.length;
    return { place: itemAt(this.#varying, beyond % width), trial: 1 + Math.floor(beyond / width) };
  }

  /** Where there is something to search. */
  get places(): Int32Array {
    return this.#varying;
  }

  /** Values tried at a place, as a search sees them. */
  tried(place: number, values: Values): Trial {
    const applied = this.#applied(this.#pointOf(place, values.join(), values));
    return values.map((value, i) => (applied[i] ? value : null));
  }

  /** What a search can reach at most: points that all must be good. */
  *ends(): Generator<Point> {
    for (const place of this.#varying)
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

/** Overlays kept. */
const MAX_KEPT_TRIALS = 10_000;
