import type { Cell } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { ReportData } from "../report/data.ts";
import { labelsOf } from "../report/label.ts";
import { type Colouring, colouringBy, lookUnder } from "./colouring.ts";
import type { Look } from "./palette.ts";
import { scheduleColumn, varyingColumns } from "./roles.ts";

/** Lines that a chart begins with. */
const AT_FIRST = 7;

/** What the reader has chosen to see. Parts of the page listen to it. */
export class View {
  readonly labels: readonly string[];
  /** Columns of heads under which variants differ. */
  readonly varyingColumns: readonly number[];
  #colouring: Colouring;
  readonly #drawn = new Set<number>();
  readonly #filters = new Map<number, ReadonlySet<Cell>>();
  readonly #listeners: (() => void)[] = [];

  constructor(readonly data: ReportData) {
    this.labels = labelsOf(data);
    this.varyingColumns = varyingColumns(data);
    this.#colouring = colouringBy(data, scheduleColumn(data), this.labels);
    for (const variant of this.#firstOnes()) this.#drawn.add(variant);
  }

  /** Heads under which variants differ. */
  get varying(): readonly string[] {
    return this.varyingColumns.map((column) => itemAt(this.data.heads, column));
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  get colouring(): Colouring {
    return this.#colouring;
  }

  /** The head that colours stand for at first. */
  get firstColours(): number | undefined {
    return scheduleColumn(this.data);
  }

  /** Gives each value under a head a colour; undefined gives each variant one. */
  colourBy(column: number | undefined): void {
    this.#colouring = colouringBy(this.data, column, this.labels);
    this.#tell();
  }

  lookOf = (variant: number): Look => lookUnder(this.#colouring, variant);

  /** Whether a variant passes the filters. */
  isShown = (variant: number): boolean =>
    [...this.#filters].every(([column, cells]) => cells.has(this.data.variants[variant]?.cells[column] ?? null));

  get isFiltered(): boolean {
    return this.#filters.size > 0;
  }

  /** The values under a head that pass; undefined where all do. */
  filterOf(column: number): ReadonlySet<Cell> | undefined {
    return this.#filters.get(column);
  }

  /** Variants that have curves and pass the filters, by rank. */
  get drawable(): readonly number[] {
    return [...this.data.courses.of.keys()].filter(
      (one) => this.data.courses.of[one]?.length !== 0 && this.isShown(one),
    );
  }

  isDrawn(variant: number): boolean {
    return this.#drawn.has(variant) && this.isShown(variant);
  }

  /** All that are drawn, by rank. */
  get drawn(): readonly number[] {
    return this.drawable.filter((variant) => this.isDrawn(variant));
  }

  /** Whether those are drawn that are drawn at first. */
  get drawsBest(): boolean {
    const best = new Set(this.#firstOnes());
    return best.size === this.drawn.length && this.drawn.every((variant) => best.has(variant));
  }

  /** Shows variants with these values only; undefined shows all. Draws the best of those. */
  filter(column: number, cells: ReadonlySet<Cell> | undefined): void {
    if (cells === undefined) this.#filters.delete(column);
    else this.#filters.set(column, cells);
    this.drawBest();
  }

  toggle(variant: number): void {
    if (!this.#drawn.delete(variant)) this.#drawn.add(variant);
    this.#tell();
  }

  /** Draws these variants and no other. */
  draw(variants: readonly number[]): void {
    this.#drawn.clear();
    for (const variant of variants) this.#drawn.add(variant);
    this.#tell();
  }

  drawBest(): void {
    this.draw(this.#firstOnes());
  }

  /** The best, and among them the best baseline: what others are compared with. */
  #firstOnes(): readonly number[] {
    const all = this.drawable;
    const best = all.slice(0, AT_FIRST);
    const baseline = all.find((variant) => this.data.variants[variant]?.verdict === "baseline");
    if (baseline === undefined || best.includes(baseline)) return best;
    return [...best.slice(0, AT_FIRST - 1), baseline];
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
