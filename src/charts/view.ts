import type { Cell } from "../contracts/plan.ts";
import type { ReportData } from "../report/data.ts";
import { labelsOf } from "../report/label.ts";

/** Lines that a chart begins with: as many as there are colours. */
const AT_FIRST = 7;

/** What the reader has chosen to see. Parts of the page listen to it. */
export class View {
  readonly labels: readonly string[];
  /** Heads under which variants differ. */
  readonly varying: readonly string[];
  /** The look of each variant that is drawn. */
  readonly #slots = new Map<number, number>();
  readonly #filters = new Map<number, Cell>();
  readonly #listeners: (() => void)[] = [];

  constructor(readonly data: ReportData) {
    this.labels = labelsOf(data);
    this.varying = data.heads.filter((_, column) => new Set(data.variants.map(({ cells }) => cells[column])).size > 1);
    for (const variant of this.#firstOnes()) this.#slots.set(variant, this.#freeSlot());
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Whether a variant passes the filters. */
  isShown = (variant: number): boolean =>
    [...this.#filters].every(([column, cell]) => this.data.variants[variant]?.cells[column] === cell);

  get isFiltered(): boolean {
    return this.#filters.size > 0;
  }

  /** Variants that have curves and pass the filters, by rank. */
  get drawable(): readonly number[] {
    return [...this.data.courses.of.keys()].filter(
      (one) => this.data.courses.of[one]?.length !== 0 && this.isShown(one),
    );
  }

  slotOf(variant: number): number | undefined {
    return this.isShown(variant) ? this.#slots.get(variant) : undefined;
  }

  /** Shows variants with this value only; undefined shows all. Draws the best of those, if none is drawn. */
  filter(column: number, cell: Cell | undefined): void {
    if (cell === undefined) this.#filters.delete(column);
    else this.#filters.set(column, cell);
    this.drawBest();
  }

  toggle(variant: number): void {
    if (this.#slots.has(variant)) this.#slots.delete(variant);
    else this.#slots.set(variant, this.#freeSlot());
    this.#tell();
  }

  /** Draws these variants and no other. */
  draw(variants: readonly number[]): void {
    this.#slots.clear();
    for (const variant of variants) this.#slots.set(variant, this.#freeSlot());
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

  #freeSlot(): number {
    const taken = new Set(this.#slots.values());
    for (let slot = 0; ; slot++) if (!taken.has(slot)) return slot;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
