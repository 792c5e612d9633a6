import { median } from "./median.ts";

/** Units of which more is better, and units of which less is. */
const MORE = ["steps/s", "run-steps/s", "samples/s", "GB/s", "×"] as const;
const LESS = ["s", "ms", "µs", "ns", "MB"] as const;
export type Unit = (typeof MORE)[number] | (typeof LESS)[number];

/** What computed: our engines (lrsweep where none of them trains), and what stands beside them. */
export type By = "lrsweep" | "portable" | "PyTorch" | "PyTorch fused" | "JAX" | "JAX vmap" | "a copy";

/** Something that is measured by one or several. */
export interface Row {
  readonly title: string;
  readonly unit: Unit;
  readonly aim?: string;
  /** What this machine has not that it needs. */
  readonly lacks?: string;
  /** Left out of the page. */
  readonly detail?: true;
}

export interface Reading {
  readonly row: string;
  readonly by: By;
  readonly value: number;
}

export type Measure = () => readonly Reading[] | Promise<readonly Reading[]>;

/** What `npm run bench -- NAME` runs: some rows, and all who compute them. */
export interface Section {
  readonly rows: Readonly<Record<string, Row>>;
  readonly measures: readonly Measure[];
  readonly rounds: number;
  /** Is not run unless it is named. */
  readonly onlyIfNamed?: true;
}

/** The median of a row by one of those who compute it, with the least and the greatest. */
export interface Figure {
  readonly row: string;
  readonly by: By;
  readonly unit: Unit;
  readonly figure: number;
  readonly min: number;
  readonly max: number;
  /** 2026-11-24 */
  readonly measured: string;
  readonly machine: string;
  /** Of the peer, else "". */
  readonly version: string;
  /** Measured in this run, or taken from peers.json. */
  readonly source: "fresh" | "committed";
}

/** All measures of a section in turn, and again: what else the machine does meets them alike. */
export async function takeTurns(section: Section, rounds: number): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const measure of section.measures) readings.push(...(await measure()));
  }
  return readings;
}

/** One figure for each row and who computed it, in the order in which they came first. */
export function summarise(
  rows: Section["rows"],
  readings: readonly Reading[],
  context: Pick<Figure, "measured" | "machine"> & { readonly versions: Readonly<Partial<Record<By, string>>> },
): readonly Figure[] {
  const { measured, machine, versions } = context;
  return Object.entries(rows).flatMap(([row, { unit }]) => {
    const own = readings.filter((reading) => reading.row === row);
    return [...new Set(own.map(({ by }) => by))].map((by): Figure => {
      const values = own.filter((reading) => reading.by === by).map(({ value }) => value);
      const range = { min: Math.min(...values), max: Math.max(...values) };
      const version = versions[by] ?? "";
      return { row, by, unit, figure: median(values), ...range, measured, machine, version, source: "fresh" };
    });
  });
}

export const isOurs = (by: By) => by === "lrsweep" || by === "portable";

/** How many times as fast as `figure` the best of ours in the same row is; undefined if there is none. */
export function speedup(figure: Figure, figures: readonly Figure[]): number | undefined {
  const speed = (one: Figure) => ((MORE as readonly string[]).includes(one.unit) ? one.figure : 1 / one.figure);
  const ours = figures.filter(({ row, by }) => row === figure.row && isOurs(by)).map(speed);
  return ours.length === 0 ? undefined : Math.max(...ours) / speed(figure);
}
