import type { SheetData } from "write-excel-file/node";
import { inFigures, toldDifference } from "../analysis/ratio.ts";
import { objectiveOf, type Summary, type VariantSummary } from "../analysis/variant-summary.ts";
import { variantText } from "../analysis/wording.ts";
import { COLOURS } from "../charts/palette.ts";
import type { Plan } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { hasRun, pooled } from "../replicates/pool.ts";
import { type Estimate, mean } from "../statistics/estimate.ts";
import type { CellRange, SheetChart } from "../tables/chart-xml.ts";
import type { ColumnText, Row } from "../tables/column.ts";
import { cellsOf, formatsOf } from "../tables/number-formats.ts";
import type { PlacedChart } from "../tables/sheet-charts.ts";
import type { FrontSheet, TableSheet } from "../tables/workbook.ts";

/** Widths of the columns, in characters. */
const WIDTHS = [42, 16, 13, 13, 13, 22] as const;
/** Characters of a sentence on a line. */
const LINE = 115;
/** Rows that the charts cover. */
const CHART_ROWS = 24;
/** Rows of the table. */
const MOST_ROWS = 24;
/** A scale of more than so many times its least value is logarithmic. */
const WIDE = 30;
const GREY = "#8c8c8c";

/** The rows of epochs.csv, and which of them are whose. */
export interface EpochRows {
  readonly rows: readonly Row[];
  readonly runs: readonly {
    readonly id: string;
    readonly isFinished: boolean;
    readonly from: number;
    readonly to: number;
  }[];
}

/** A schedule at its best point, or a variant, as a row of the front sheet. */
interface Candidate {
  readonly variant: number | undefined;
  readonly name: string;
  readonly figure: Estimate;
  readonly difference: number | undefined;
  readonly p: number | undefined;
  readonly verdict: string;
}

/** The columns of the table under the charts. */
const columnsOf = (figure: string): readonly ColumnText[] => [
  { head: "", meaning: "" },
  { head: figure, meaning: "", shown: "figure" },
  { head: "± (95 %)", meaning: "", shown: "figure" },
  { head: "difference", meaning: "", shown: "figure" },
  { head: "corrected p", meaning: "", shown: "p" },
  { head: "verdict", meaning: "" },
];

/** The sheets that only a workbook has: the answer with its charts, and the curves that one of them draws. */
export function answerSheets(
  plan: Plan,
  summary: Summary,
  epochs: EpochRows,
): { front: FrontSheet; curves: TableSheet } {
  const figure = `${plan.objective.at} ${plan.objective.metric}`;
  const candidates = candidatesOf(pooled(plan), summary);
  const isTuned = (summary.tuned?.length ?? 0) > 0;
  const title = isTuned ? "Each schedule at its best point" : "Variants by rank";
  const top: SheetData = [
    [{ value: plan.name, fontWeight: "bold", fontSize: 14 }],
    ...(plan.description === "" ? [] : [paragraph(plan.description)]),
    ...summary.sentences.map(paragraph),
    [null],
  ];
  const columns = columnsOf(figure);
  const rows = candidates.map(rowOfCandidate);
  const formats = formatsOf(columns, rows);
  const drawn = candidates.filter(({ variant }) => variant !== undefined).slice(0, COLOURS.length);
  const curves = curveSheet(plan, drawn, epochs);
  const hasCurves = curves.rows.length > 1;
  const comparison: PlacedChart = {
    ...comparisonChart(plan, { title, figure, rows, first: top.length + CHART_ROWS + 2 }),
    description: `${title}: ${figure} with 95 % intervals. ${summary.sentences[0] ?? ""}`,
    rows: [top.length, top.length + CHART_ROWS],
    columns: hasCurves ? [2, 6] : [0, 3],
  };
  const lines: PlacedChart = {
    ...curveChart(plan, curves),
    rows: [top.length, top.length + CHART_ROWS],
    columns: [0, 2],
  };
  const bold = (value: string) => ({ value, fontWeight: "bold" as const });
  const cells: SheetData = [
    ...top,
    ...Array.from({ length: CHART_ROWS }, () => [null]),
    [bold(title)],
    columns.map(({ head }) => bold(head)),
    ...rows.map((row) => cellsOf(row, formats)),
  ];
  return {
    front: { name: "Answer", cells, widths: WIDTHS, charts: hasCurves ? [lines, comparison] : [comparison] },
    curves,
  };
}

const rowOfCandidate = ({ name, figure, difference, p, verdict }: Candidate): Row => [
  name,
  figure.kind === "none" ? undefined : figure.mean,
  figure.kind === "interval" ? (figure.high - figure.low) / 2 : undefined,
  difference,
  p,
  verdict,
];

/** The table under the charts, with the first row of its cells, from 0. */
interface ComparisonTable {
  readonly title: string;
  readonly figure: string;
  readonly rows: readonly Row[];
  readonly first: number;
}

function comparisonChart(
  { compare }: Plan,
  { title, figure, rows, first }: ComparisonTable,
): Omit<SheetChart, "description"> {
  const ends = endsOf(rows);
  const isLog = compare.scale === "log" && ends[0] > 0;
  const range = (column: number) => rangeOf("Answer", rows, column, first);
  const colours = rows.map((_, place) => COLOURS[place]);
  const series = { name: figure, colour: GREY, x: range(0), y: range(1), halfWidths: range(2), colours };
  return {
    kind: "points",
    title: `${title}: ${figure}`,
    xTitle: "",
    yTitle: `${figure} ± 95 %`,
    yRange: isLog ? [ends[0] / 1.2, ends[1] * 1.2] : rangeAround(ends),
    isLog,
    series: [series],
  };
}

/** From below the lowest interval to above the highest. Programs that choose the ends of an axis heed no intervals. */
function rangeAround([low, high]: readonly [number, number]): readonly [number, number] | undefined {
  if (!(high > low)) return undefined;
  const step = Number(((high - low) / 10).toExponential(0));
  return [(Math.floor(low / step) - 1) * step, (Math.ceil(high / step) + 1) * step].map((end) =>
    Number(end.toPrecision(12)),
  ) as [number, number];
}

/** Of all intervals. */
function endsOf(rows: readonly Row[]): readonly [low: number, high: number] {
  const ends = rows.flatMap(([, middle, half]) => {
    if (typeof middle !== "number" || !Number.isFinite(middle)) return [];
    const width = typeof half === "number" && Number.isFinite(half) ? half : 0;
    return [middle - width, middle + width];
  });
  return [Math.min(...ends), Math.max(...ends)];
}

/** The runs of a variant, over seeds and replicates; not those that only confirm. */
const runIdsOf = (plan: Plan, variant: number): readonly string[] =>
  plan.seeds
    .slice(0, plan.adaptive?.seeding?.own)
    .flatMap((seed, place) => (hasRun(plan, variant, place) ? [plan.runId(variant, seed)] : []));

/** The mean curves of some variants, over the runs that ended ok. */
function curveSheet(plan: Plan, drawn: readonly Candidate[], epochs: EpochRows): TableSheet {
  const sums = drawn.map(({ variant }) => meansByEpoch(plan, epochs, variant as number));
  const all = [...new Set(sums.flatMap((means) => [...means.keys()]))].sort((a, b) => a - b);
  const { metric } = plan.objective;
  return {
    name: "curves",
    columns: [
      { head: "epoch", meaning: "Epoch, from 1." },
      ...drawn.map(({ name }) => ({
        head: name,
        meaning: `Mean of \`${metric}\` over its runs.`,
        shown: "figure" as const,
      })),
    ],
    rows: all.map((epoch) => [epoch, ...sums.map((means) => means.get(epoch))]),
  };
}

function meansByEpoch(plan: Plan, { rows, runs }: EpochRows, variant: number): Map<number, number> {
  const { heads, rates, metrics, objective } = plan;
  const column = heads.length + 2;
  const figure = column + 2 + rates.length + metrics.indexOf(objective.metric);
  const ids = new Set(runIdsOf(pooled(plan), variant));
  const own = runs.filter(({ id }) => ids.has(id));
  const finished = own.filter(({ isFinished }) => isFinished);
  const values = new Map<number, number[]>();
  for (const { from, to } of finished.length > 0 ? finished : own) {
    for (const row of rows.slice(from, to)) {
      const [epoch, value] = [row[column], row[figure]];
      if (typeof epoch !== "number" || typeof value !== "number" || !Number.isFinite(value)) continue;
      values.set(epoch, [...(values.get(epoch) ?? []), value]);
    }
  }
  return new Map([...values].map(([epoch, all]) => [epoch, mean(all)]));
}

function curveChart(
  { objective }: Plan,
  { columns, rows }: TableSheet,
): Omit<SheetChart, "description"> & { description: string } {
  const x = rangeOf("curves", rows, 0, 1);
  const figures = rows.flatMap((row) => row.slice(1)).filter((cell) => typeof cell === "number");
  const [least, most] = figures.reduce(([low, high], cell) => [Math.min(low, cell), Math.max(high, cell)], [
    Infinity,
    -Infinity,
  ] as [number, number]);
  const names = columns.slice(1).map(({ head }) => head);
  return {
    kind: "lines",
    title: `Mean ${objective.metric} over epochs`,
    description: `Lines of ${objective.metric} over epochs: ${names.join("; ")}.`,
    xTitle: "epoch",
    yTitle: objective.metric,
    xRange: [rows[0]?.[0] as number, rows.at(-1)?.[0] as number],
    isLog: least > 0 && most / least > WIDE,
    series: names.map((name, place) => ({
      name,
      colour: itemAt(COLOURS, place),
      x,
      y: rangeOf("curves", rows, place + 1, 1),
    })),
  };
}

/** A column of a table. @param first row of its cells, from 0 */
function rangeOf(sheet: string, rows: readonly Row[], column: number, first: number): CellRange {
  const letter = String.fromCharCode(65 + column);
  const cells = rows.map((row) => row[column]);
  const values = cells.map((cell) =>
    typeof cell === "number" ? (Number.isFinite(cell) ? cell : undefined) : typeof cell === "string" ? cell : undefined,
  );
  return { address: `'${sheet}'!$${letter}$${first + 1}:$${letter}$${first + rows.length}`, values };
}

/** A sentence over the width of the table, as high as it needs. */
function paragraph(text: string): SheetData[number] {
  const lines = Math.ceil(text.length / LINE);
  return [{ value: text, wrap: true, alignVertical: "top", columnSpan: WIDTHS.length, height: 15 * lines + 3 }];
}

function candidatesOf(plan: Plan, summary: Summary): readonly Candidate[] {
  const tuned = summary.tuned ?? [];
  if (tuned.length === 0) return summary.best(MOST_ROWS).map((variant) => variantCandidate(plan, variant));
  return tuned.slice(0, MOST_ROWS).map(({ variant, stratum, schedule, best, against, verdict }) => ({
    variant,
    name:
      variant === undefined
        ? [...stratum, schedule].filter((cell) => cell !== null).join(", ")
        : variantText(plan, plan.variant(variant).cells),
    figure: best,
    difference: against?.difference && toldDifference(against.difference, against.isRatio),
    p: against?.pHolm,
    verdict,
  }));
}

function variantCandidate(plan: Plan, summary: VariantSummary): Candidate {
  const { variant, cells, tested, verdict } = summary;
  const { difference } = inFigures(summary);
  const isSized = difference.kind === "single" || difference.kind === "paired";
  return {
    variant,
    name: variantText(plan, cells),
    figure: objectiveOf(plan, summary),
    difference: isSized ? difference.difference : undefined,
    p: tested?.adjusted,
    verdict,
  };
}
