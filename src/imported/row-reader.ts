import type { EpochRecord } from "../contracts/record.ts";
import { type Cell, followedLoss } from "../experiment/plan.ts";
import type { Decimal } from "../formats/decimal.ts";
import { type Issue, issue, type Span } from "../issues/issue.ts";
import { listed } from "../issues/suggest.ts";
import { itemAt } from "../numbers/item-at.ts";
import { countIn, decimalOf, END_WORDS, endIn, figureIn, valueIn } from "./cells.ts";
import { placesOf } from "./places.ts";
import { type ImportedRow, type ImportedRun, type ImportReading, MOST_ISSUES } from "./row.ts";

/** Reads rows one by one. */
export class RowReader {
  readonly issues: Issue<Span>[] = [];
  readonly #places: ReturnType<typeof placesOf>;
  readonly #decimal: Decimal;
  readonly #followed: string | undefined;

  constructor(private readonly reading: ImportReading) {
    const { table, columns, objective } = reading;
    this.#places = placesOf(table, columns);
    const { axes, metrics } = this.#places;
    this.#decimal = decimalOf(table, [...axes, ...metrics.map(([, column]) => column)]);
    this.#followed = followedLoss({ metric: objective }, Object.keys(columns.metrics));
  }

  /** Undefined for a row of a seed that is not wanted, or that is wrong. */
  read(number: number): ImportedRow | undefined {
    const { seed: at, epoch: epochAt, axes } = this.#places;
    const seed = this.#count(number, at, "a seed");
    if (seed === undefined || this.reading.seeds?.includes(seed) === false) return undefined;
    const cells = axes.map((column) => this.#axis(number, column));
    const epoch = epochAt === undefined ? 0 : this.#count(number, epochAt, "an epoch");
    const status = this.#status(number);
    const metrics = this.#metrics(number, status);
    return epoch === undefined ? undefined : { number, cells, seed, epoch, status, metrics };
  }

  #text(number: number, column: number): string {
    return itemAt(itemAt(this.reading.table.rows, number), column);
  }

  #wrong(number: number, column: number, message: string, way: string): void {
    if (this.issues.length >= MOST_ISSUES) return;
    const { table } = this.reading;
    const name = itemAt(table.names, column);
    this.issues.push(issue("invalid", table.spanOf(number, column), `${name}: ${message}`, way));
  }

  #count(number: number, column: number, what: string): number | undefined {
    const text = this.#text(number, column);
    const count = countIn(text, this.#decimal);
    if (count === undefined)
      this.#wrong(
        number,
        column,
        text === "" ? `${what} is missing` : `'${text}' is no ${what.replace(/^an? /, "")}`,
        "write a whole number, at least 0",
      );
    return count;
  }

  #axis(number: number, column: number): Cell {
    const text = this.#text(number, column);
    const figure = figureIn(text, this.#decimal);
    if (figure !== undefined && !Number.isFinite(figure))
      this.#wrong(number, column, `${text} is no value of an axis`, "write a number or a name");
    return valueIn(text, this.#decimal);
  }

  #status(number: number): ImportedRun["status"] | undefined {
    const { status: column } = this.#places;
    if (column === undefined) return undefined;
    const text = this.#text(number, column);
    const status = endIn(text);
    if (status === undefined)
      this.#wrong(
        number,
        column,
        text === "" ? "it does not say how the run ended" : `'${text}' does not say how a run ended`,
        `remove the row, or write one of ${listed(END_WORDS)}`,
      );
    return status;
  }

  #metrics(number: number, status: ImportedRun["status"] | undefined): EpochRecord["metrics"] {
    const { metrics } = this.#places;
    const found = metrics.map(([name, column]) => [name, this.#figure(number, column)] as const);
    const figures: Readonly<Record<string, number | undefined>> = Object.fromEntries(found);
    const followed = this.#followed === undefined ? undefined : figures[this.#followed];
    const hasDiverged = status === "diverged" || (followed !== undefined && !Number.isFinite(followed));
    for (const [name, column] of metrics) {
      const figure = figures[name];
      if (figure === undefined || Number.isFinite(figure) || hasDiverged) continue;
      this.#wrong(
        number,
        column,
        `${this.#text(number, column)} says neither how good the run was nor that it diverged`,
        "write a number; or name the training loss as well (--metric train_loss), where a diverged run shows",
      );
    }
    this.#requireObjective(number, figures, status);
    return figures;
  }

  #figure(number: number, column: number): number | undefined {
    const text = this.#text(number, column);
    if (text === "") return undefined;
    const figure = figureIn(text, this.#decimal);
    if (figure === undefined) this.#wrong(number, column, `'${text}' is no number`, "write a number such as 0.125");
    return figure === undefined ? undefined : Math.fround(figure);
  }

  /** Where a row is a run, it says how good that was. */
  #requireObjective(
    number: number,
    figures: Readonly<Record<string, number | undefined>>,
    status: ImportedRun["status"] | undefined,
  ): void {
    const { objective, columns, table } = this.reading;
    const [, column] = this.#places.metrics.find(([name]) => name === objective) ?? [];
    if (column === undefined || columns.epoch !== undefined || figures[objective] !== undefined) return;
    if (this.#text(number, column) !== "" || (status !== undefined && status !== "ok")) return;
    const own = columns.status === undefined ? table.names.find((name) => /^(?:state|status)$/i.test(name)) : undefined;
    const way =
      own === undefined
        ? "write a number, or remove the row"
        : `write a number, or name the column that says how the run ended: --status ${own}`;
    this.#wrong(number, column, "the figure is missing", way);
  }
}
