import { h } from "./element.ts";

export interface TableColumn {
  readonly head: string;
  readonly isNumeric: boolean;
  /** The value to sort a row by. */
  readonly key: (row: number) => string | number;
  readonly cell: (row: number) => string | Node;
  /** Whether the column cannot be sorted. */
  readonly isFixed?: boolean;
  /** What it means. */
  readonly about?: string;
  /** Where there is no room, columns of small numbers are left out first; without one, a column stays. */
  readonly weight?: number;
  /** Whether it is for narrow places only, or for wide ones. */
  readonly only?: "narrow" | "wide";
}

const AT_ONCE = 100;
/** In pixels: a place is narrow below it. */
const NARROW = 700;

/** A table that sorts by any column and creates rows on demand. Rows are given by their numbers. */
export class SortableTable {
  readonly element: HTMLElement;
  readonly #body = h("tbody");
  readonly #foot = h("p", { class: "more" });
  readonly #heads: HTMLElement[];
  readonly #scroller: HTMLElement;
  readonly #fitted = h("p", { class: "more" });
  #hidden: ReadonlySet<number> = new Set();
  /** Whether the reader wants all columns, though they do not fit. */
  #isWhole = false;
  #width = 0;
  #rows: readonly number[] = [];
  #made = 0;
  #sorted: { readonly column: number; readonly isDown: boolean } | undefined;

  constructor(
    caption: string,
    private readonly columns: readonly TableColumn[],
    private readonly what: string,
  ) {
    this.#heads = columns.map((column, i) => this.#head(column, i));
    const table = h("table", {}, h("thead", {}, h("tr", {}, ...this.#heads)), this.#body);
    this.#scroller = h("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": caption }, table);
    const below = [h("p", { class: "note" }, caption), this.#fitted, meanings(columns), this.#foot];
    this.element = h("div", { class: "table" }, this.#scroller, ...below);
    addEventListener("beforeprint", () => this.#add(1000));
    new ResizeObserver(() => {
      if (this.#scroller.clientWidth !== this.#width) this.#fit();
    }).observe(this.#scroller);
  }

  /** Shows these rows, in this order until the reader sorts by a column. */
  show(rows: readonly number[]): void {
    this.#rows = this.#inOrder(rows);
    this.#body.replaceChildren();
    this.#made = 0;
    this.#add(AT_ONCE);
    this.#fit();
  }

  /** Leaves out the columns of least weight until the others fit, unless the reader wants them all. */
  #fit(): void {
    this.#width = this.#scroller.clientWidth;
    const isOut = ({ only }: TableColumn) => only !== undefined && (only === "narrow") !== this.#width < NARROW;
    const out = new Set(this.columns.flatMap((column, i) => (isOut(column) ? [i] : [])));
    this.#hide(out);
    const light = [...this.columns.entries()]
      .filter(([i, { weight }]) => weight !== undefined && !out.has(i))
      .sort(([, a], [, b]) => Number(a.weight) - Number(b.weight));
    const left: string[] = [];
    // The widths of all columns come from one layout: another one for each column took most of a page's opening.
    while (!this.#isWhole && left.length < light.length && this.#scroller.scrollWidth > this.#width) {
      let over = this.#scroller.scrollWidth - this.#width;
      const widths = this.#heads.map(({ offsetWidth }) => offsetWidth);
      for (const [i, { head }] of light.slice(left.length)) {
        if (over <= 0) break;
        over -= widths[i] ?? 0;
        out.add(i);
        left.unshift(head);
      }
      this.#hide(new Set(out));
    }
    this.#tellHidden(left);
  }

  #hide(hidden: ReadonlySet<number>): void {
    this.#hidden = hidden;
    for (const [i, head] of this.#heads.entries()) head.hidden = hidden.has(i);
    for (const row of this.#body.rows) for (const [i, cell] of [...row.cells].entries()) cell.hidden = hidden.has(i);
  }

  #tellHidden(left: readonly string[]): void {
    const turn = (isWhole: boolean) => () => {
      this.#isWhole = isWhole;
      this.#fit();
    };
    const button = (text: string, isWhole: boolean) => h("button", { type: "button", onclick: turn(isWhole) }, text);
    const told = left.length > 0 ? [`No room for: ${left.join(", ")}. `, button("Show all columns", true)] : [];
    this.#fitted.replaceChildren(...(this.#isWhole ? [button("Show the columns that fit", false)] : told));
  }

  #inOrder(rows: readonly number[]): readonly number[] {
    const column = this.#sorted && this.columns[this.#sorted.column];
    if (column === undefined) return rows;
    const sign = this.#sorted?.isDown ? -1 : 1;
    const keys = new Map(rows.map((row) => [row, column.key(row)]));
    return rows.toSorted((a, b) => compareKeys(keys.get(a), keys.get(b), sign));
  }

  #head({ head, isNumeric, isFixed, about }: TableColumn, column: number): HTMLElement {
    const type = isNumeric ? "number" : undefined;
    if (isFixed) return h("th", { scope: "col", class: type, title: about }, head);
    const button = h("button", { type: "button", title: about, onclick: () => this.#sortBy(column) }, head);
    return h("th", { scope: "col", class: type, "aria-sort": "none" }, button);
  }

  #sortBy(column: number): void {
    const isDown = this.#sorted?.column === column && !this.#sorted.isDown;
    this.#sorted = { column, isDown };
    for (const [i, head] of this.#heads.entries())
      if (head.hasAttribute("aria-sort"))
        head.setAttribute("aria-sort", i !== column ? "none" : isDown ? "descending" : "ascending");
    this.show(this.#rows);
  }

  #add(count: number): void {
    const rows = this.#rows.slice(this.#made, this.#made + count);
    this.#body.append(...rows.map((row) => h("tr", {}, ...this.columns.map((column) => cellOf(column, row)))));
    this.#hide(this.#hidden);
    this.#made += rows.length;
    const left = this.#rows.length - this.#made;
    const shown =
      left > 0 ? `${this.#made} of ${this.#rows.length} ${this.what} are shown.` : `${this.#rows.length} ${this.what}.`;
    const more = (n: number, text: string) => h("button", { type: "button", onclick: () => this.#add(n) }, text);
    this.#foot.replaceChildren(
      ...[shown, left > 0 && " ", left > 0 && more(AT_ONCE, `Show ${Math.min(AT_ONCE, left)} more`)].filter(
        (part) => part !== false,
      ),
    );
  }
}

/** What each column means, folded away. */
function meanings(columns: readonly TableColumn[]): HTMLElement | false {
  const known = columns.flatMap(({ head, about }) => (about === undefined ? [] : [[head, about] as const]));
  if (known.length === 0) return false;
  const list = known.flatMap(([head, about]) => [h("dt", {}, head), h("dd", {}, about)]);
  return h("details", { class: "meanings" }, h("summary", {}, "What the columns mean"), h("dl", {}, ...list));
}

function cellOf({ isNumeric, cell }: TableColumn, row: number): HTMLElement {
  return h("td", { class: isNumeric ? "number" : undefined }, cell(row));
}

/** Numbers before texts. Missing values are last in both directions. */
function compareKeys(a: string | number | undefined, b: string | number | undefined, sign: number): number {
  const [isALast, isBLast] = [isMissing(a), isMissing(b)];
  if (isALast || isBLast) return Number(isALast) - Number(isBLast);
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return sign * String(a).localeCompare(String(b), "en", { numeric: true });
}

const isMissing = (key: string | number | undefined) => key === undefined || key === "" || Number.isNaN(key);
