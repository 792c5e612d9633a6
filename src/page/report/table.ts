import { h } from "./element.ts";

export interface TableColumn {
  readonly head: string;
  readonly isNumeric: boolean;
  /** The value to sort a row by. */
  readonly key: (row: number) => string | number;
  readonly cell: (row: number) => string | Node;
  /** Whether the column cannot be sorted. */
  readonly isFixed?: boolean;
}

const AT_ONCE = 100;

/** A table that sorts by any column and creates rows on demand. Rows are given by their numbers. */
export class SortableTable {
  readonly element: HTMLElement;
  readonly #body = h("tbody");
  readonly #foot = h("p", { class: "more" });
  readonly #heads: HTMLElement[];
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
    const scroller = h("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": caption }, table);
    this.element = h("div", { class: "table" }, scroller, h("p", { class: "note" }, caption), this.#foot);
    addEventListener("beforeprint", () => this.#add(1000));
  }

  /** Shows these rows, in this order until the reader sorts by a column. */
  show(rows: readonly number[]): void {
    this.#rows = this.#inOrder(rows);
    this.#body.replaceChildren();
    this.#made = 0;
    this.#add(AT_ONCE);
  }

  #inOrder(rows: readonly number[]): readonly number[] {
    const column = this.#sorted && this.columns[this.#sorted.column];
    if (column === undefined) return rows;
    const sign = this.#sorted?.isDown ? -1 : 1;
    const keys = new Map(rows.map((row) => [row, column.key(row)]));
    return rows.toSorted((a, b) => compareKeys(keys.get(a), keys.get(b), sign));
  }

  #head({ head, isNumeric, isFixed }: TableColumn, column: number): HTMLElement {
    const type = isNumeric ? "number" : undefined;
    if (isFixed) return h("th", { scope: "col", class: type }, head);
    const button = h("button", { type: "button", onclick: () => this.#sortBy(column) }, head);
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
