import { type Cell, followedLoss } from "../experiment/plan.ts";
import { type Issue, issue, type Span } from "../issues/issue.ts";
import { type ImportedRow, type ImportedRun, type ImportedRuns, type ImportReading, MOST_ISSUES } from "./row.ts";

/** Makes an issue. */
type Finding = () => Issue<Span>;

const keyOf = (cells: readonly Cell[]) => JSON.stringify(cells);

/** Rows put together to runs. */
export class Grouping {
  /** By variant, then by seed. */
  readonly #byVariant = new Map<string, Map<number, ImportedRow[]>>();

  constructor(
    private readonly reading: ImportReading,
    rows: readonly ImportedRow[],
  ) {
    for (const row of rows) {
      const key = keyOf(row.cells);
      const bySeed = this.#byVariant.get(key) ?? new Map<number, ImportedRow[]>();
      this.#byVariant.set(key, bySeed);
      const own = bySeed.get(row.seed) ?? [];
      bySeed.set(row.seed, own);
      own.push(row);
    }
  }

  get #seeds(): readonly number[] {
    return [...new Set([...this.#byVariant.values()].flatMap((bySeed) => [...bySeed.keys()]))].sort((a, b) => a - b);
  }

  issues(): readonly Issue<Span>[] {
    const runs = [...this.#byVariant.values()].flatMap((bySeed) => [...bySeed.values()]);
    if (runs.length === 0) {
      const { table, seeds } = this.reading;
      const way = seeds === undefined ? "give a file with a row for each run" : "leave --seeds out to take all";
      return [issue("missing", table.spanOf(-1, 0), `${table.file} has no run`, way)];
    }
    const twice = runs.flatMap((rows) => this.#repeated(rows));
    const found =
      twice.length > 0
        ? twice
        : [...this.#missing(), ...runs.flatMap((rows) => [...this.#gap(rows), ...this.#unranked(rows)])];
    // Their places take a look through the file each.
    return found.slice(0, MOST_ISSUES).map((make) => make());
  }

  runs(): ImportedRuns {
    const runs = new Map<string, ImportedRun>();
    const first = this.#firstEpoch;
    for (const [key, bySeed] of this.#byVariant)
      for (const [seed, rows] of bySeed) runs.set(`${key} ${seed}`, runOf(rows, first, this.reading));
    return {
      variants: [...this.#byVariant.keys()].map((key) => JSON.parse(key) as readonly Cell[]),
      seeds: this.#seeds,
      epochs: Math.max(1, ...[...runs.values()].map(({ records }) => records.length)),
      run(cells, seed) {
        const found = runs.get(`${keyOf(cells)} ${seed}`);
        if (found === undefined) throw new RangeError(`no run of ${keyOf(cells)} and seed ${seed}`);
        return found;
      },
    };
  }

  /** 0 or 1: what the file counts epochs from. */
  get #firstEpoch(): number {
    for (const bySeed of this.#byVariant.values())
      for (const rows of bySeed.values()) if (rows.some(({ epoch }) => epoch === 0)) return 0;
    return 1;
  }

  #describe({ cells, seed }: ImportedRow): string {
    const { axes, seed: head } = this.reading.columns;
    return [...axes.map((axis, i) => `${axis} ${cells[i] ?? "(empty)"}`), `${head} ${seed}`].join(", ");
  }

  #at({ number }: ImportedRow, column: string): Span {
    const { table } = this.reading;
    return table.spanOf(number, table.places.get(column) ?? 0);
  }

  /** A second row of a run, or of an epoch of it. */
  #repeated(rows: readonly ImportedRow[]): readonly Finding[] {
    const seen = new Map<number, ImportedRow>();
    return rows.flatMap((row) => {
      const before = seen.get(row.epoch);
      seen.set(row.epoch, row);
      return before === undefined ? [] : () => this.#repetition(row, before);
    });
  }

  #repetition(row: ImportedRow, before: ImportedRow): Issue<Span> {
    const { table, columns } = this.reading;
    const what = columns.epoch === undefined ? "" : `, ${columns.epoch} ${row.epoch}`;
    const message = `${this.#describe(row)}${what} stands at ${table.placeOf(before.number)} already`;
    const way =
      columns.epoch === undefined
        ? "remove one of them, add the column that tells them apart to --axes, or name the column of epochs (--epoch)"
        : "remove one of them, or add the column that tells them apart to --axes";
    return issue("misfit", this.#at(row, columns.epoch ?? columns.seed), message, way);
  }

  /** Variants that lack seeds which others have: pairs need both. */
  #missing(): readonly Finding[] {
    const seeds = this.#seeds;
    const shared = seeds.filter((seed) => [...this.#byVariant.values()].every((bySeed) => bySeed.has(seed)));
    const way =
      shared.length === 0
        ? "add the rows, or remove those of this variant"
        : `add the rows, or take only seeds that all variants have: --seeds ${shared.join()}`;
    return [...this.#byVariant.values()].flatMap((bySeed) => {
      const lacking = seeds.filter((seed) => !bySeed.has(seed));
      const row = [...bySeed.values()][0]?.[0];
      if (lacking.length === 0 || row === undefined) return [];
      const { axes, seed: head } = this.reading.columns;
      const variant = axes.map((axis, i) => `${axis} ${row.cells[i] ?? "(empty)"}`).join(", ");
      const message = `${variant} has no row of ${head} ${lacking.join(", ")}`;
      return () => issue("misfit", this.#at(row, head), message, way);
    });
  }

  /** A run of several rows that ends without the figure by which it is ranked. */
  #unranked(rows: readonly ImportedRow[]): readonly Finding[] {
    const { columns, objective } = this.reading;
    const last = rows.reduce((latest, row) => (row.epoch > latest.epoch ? row : latest));
    const status = last.status ?? "ok";
    if (columns.epoch === undefined || status !== "ok" || last.metrics[objective] !== undefined) return [];
    const column = columns.metrics[objective] ?? objective;
    const message = `${column}: the last row of ${this.#describe(last)} has no figure`;
    return [() => issue("missing", this.#at(last, column), message, "write one, or remove rows without it")];
  }

  /** Epochs that a run lacks between its first and its last. */
  #gap(rows: readonly ImportedRow[]): readonly Finding[] {
    const { epoch: head } = this.reading.columns;
    if (head === undefined) return [];
    const sorted = [...rows].sort((a, b) => a.epoch - b.epoch);
    const wrong = sorted.find(({ epoch }, i) => epoch !== this.#firstEpoch + i);
    if (wrong === undefined) return [];
    const expected = this.#firstEpoch + sorted.indexOf(wrong);
    const message = `${this.#describe(wrong)}: ${head} ${expected} is missing before ${wrong.epoch}`;
    return [
      () => issue("misfit", this.#at(wrong, head), message, "count the rows of each run from 0 or 1, without gaps"),
    ];
  }
}

function runOf(rows: readonly ImportedRow[], first: number, { columns, objective }: ImportReading): ImportedRun {
  const sorted = [...rows].sort((a, b) => a.epoch - b.epoch);
  const epoch = (row: ImportedRow) => (columns.epoch === undefined ? 1 : row.epoch - first + 1);
  const hasFigures = ({ metrics }: ImportedRow) => Object.values(metrics).some((figure) => figure !== undefined);
  const records = sorted
    .filter(hasFigures)
    .map((row) => ({ epoch: epoch(row), step: undefined, rates: {}, metrics: row.metrics }));
  const told = sorted.findLast(({ status }) => status !== undefined)?.status ?? "ok";
  const followed = followedLoss({ metric: objective }, Object.keys(columns.metrics));
  const isDiverged = records.some(({ metrics }) => followed !== undefined && !Number.isFinite(metrics[followed] ?? 0));
  return { status: told === "ok" && isDiverged ? "diverged" : told, records };
}
