// Figures as people read them: in the terminal, as CSV, and on the page of figures.
import { stringify } from "csv-stringify/sync";
import { type By, type Figure, isOurs, type Row, speedup, type Unit } from "./figures.ts";

type Rows = Readonly<Record<string, Row>>;

/** Three digits, with k and M where there are more than four. */
export function digits(value: number): string {
  if (value >= 999_500) return `${shorten(value / 1e6)} M`;
  if (value >= 9995) return `${shorten(value / 1e3)} k`;
  return shorten(value);
}

function shorten(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

/** Times are not shortened: "13.7 k ns" is no one's figure. */
const shown = (value: number, unit: Unit) =>
  /^[mµn]?s$/.test(unit) && value >= 100 ? value.toFixed(0) : digits(value);

const withUnit = (value: number, unit: Unit) => `${shown(value, unit)}${unit === "×" ? "" : " "}${unit}`;

/** "25× slower", "1.3× faster"; "" of what is as fast. */
function beside(figure: Figure, figures: readonly Figure[]): string {
  const ratio = speedup(figure, figures);
  if (ratio === undefined || Math.abs(ratio - 1) < 0.005) return "";
  return ratio > 1 ? `${shorten(ratio)}× slower` : `${shorten(1 / ratio)}× faster`;
}

const dated = ({ source, measured }: Figure) => (source === "committed" ? `committed, of ${measured}` : "");

/** A row for the terminal: who computed it, the median, its range, how it compares with the best of ours. */
export function terminalLines(name: string, row: Row, figures: readonly Figure[]): readonly string[] {
  const own = figures.filter((figure) => figure.row === name);
  if (own.length === 0) return row.lacks === undefined ? [] : [`${name}: not measured, for want of ${row.lacks}`];
  const lines = own.map((figure) => {
    const { by, unit, min, max } = figure;
    const range = `${shown(min, unit)} to ${shown(max, unit)}`;
    const notes = [isOurs(by) ? "" : beside(figure, figures), dated(figure)].filter((note) => note !== "");
    return `  ${by.padEnd(14)} ${withUnit(figure.figure, unit).padStart(20)}   ${range.padEnd(18)} ${notes.join("; ")}`.trimEnd();
  });
  return [`${name}: ${row.title}${row.aim ? ` (aim ${row.aim})` : ""}`, ...lines];
}

const COLUMNS = ["workload", "by", "figure", "unit", "min", "max", "lrsweep_speedup", "measured", "source"] as const;

/** results/bench.csv. `lrsweep_speedup` is how many times as fast as this the best of ours is. */
export function toCsv(figures: readonly Figure[]): string {
  const round = (value: number | undefined) => (value === undefined ? "" : String(Number(value.toPrecision(4))));
  const records = figures.map((figure) => {
    const { row, by, unit, min, max, measured, source } = figure;
    const [middle, least, most] = [figure.figure, min, max].map(round);
    return [row, by, middle, unit, least, most, round(speedup(figure, figures)), measured, source];
  });
  return stringify([[...COLUMNS], ...records]);
}

const markdown = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;

/** "2.31 k (25× slower); fused 3.40 k (17× slower)" */
function cell(figures: readonly Figure[], row: string, columns: Readonly<Partial<Record<By, string>>>): string {
  const own = figures.filter((figure) => figure.row === row && figure.by in columns);
  return own
    .map((figure) => {
      const notes = [isOurs(figure.by) ? "" : beside(figure, figures), dated(figure)].filter((note) => note !== "");
      const note = notes.length > 0 ? ` (${notes.join("; ")})` : "";
      return `${columns[figure.by]}${shown(figure.figure, figure.unit)}${note}`;
    })
    .join("; ");
}

/** A column for each of our engines, and each peer. */
export function engineTable(rows: Rows, figures: readonly Figure[]): string {
  const head = ["", "", "lrsweep", "lrsweep, portable", "PyTorch", "JAX"];
  const lines = Object.entries(rows).map(([name, { title, unit }]) => [
    `${name}: ${title}`,
    unit,
    cell(figures, name, { lrsweep: "" }),
    cell(figures, name, { portable: "" }),
    cell(figures, name, { PyTorch: "", "PyTorch fused": "fused " }),
    cell(figures, name, { JAX: "", "JAX vmap": "vmap " }),
  ]);
  return [head, ["---", "---", "---:", "---:", "---:", "---:"], ...lines].map(markdown).join("");
}

/** Our figure, and whatever stands beside it. */
export function plainTable(rows: Rows, figures: readonly Figure[]): string {
  const lines = Object.entries(rows).map(([name, { title, unit, lacks }]) => [
    title,
    unit,
    cell(figures, name, { lrsweep: "" }) || (lacks === undefined ? "" : `not measured, for want of ${lacks}`),
    cell(figures, name, { PyTorch: "PyTorch ", "a copy": "a plain copy " }),
  ]);
  return [["", "", "lrsweep", "beside it"], ["---", "---", "---:", "---:"], ...lines].map(markdown).join("");
}
