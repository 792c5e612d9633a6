import type { Terminal } from "../charts/chart.ts";
import { lookOf, terminalColour } from "../charts/palette.ts";
import { oneLine } from "../issues/printable.ts";
import { displayWidth, truncate } from "../tables/columns.ts";
import { pointsPerEpoch } from "./curves.ts";
import type { Panel, Series } from "./panels.ts";
import { type AxisScale, positionOn, valueOn } from "./scale.ts";

interface TerminalChart extends Terminal {
  readonly panel: Panel;
  /** What the values are: "learning rate". */
  readonly what: string;
  readonly scale: AxisScale;
  readonly valuesOf: (series: Series) => readonly number[];
  /** Lines of the plot, without axis and title. */
  readonly height: number;
}

/** Cells for the numbers at the axis. */
const MARGIN = 9;
/** Nobody reads a wider one. */
const WIDEST = 80;

/** Tells series apart without colour. */
const markOf = (index: number) => String.fromCharCode(97 + (index % 26));

const painted = (text: string, index: number, hasColour: boolean) =>
  hasColour ? `\u001b[38;5;${terminalColour(lookOf(index).colour)}m${text}\u001b[39m` : text;

/** Three significant digits. */
function short(value: number): string {
  if (value === 0) return "0";
  const text = String(Number(value.toPrecision(3)));
  return text.length <= MARGIN - 2 ? text : value.toExponential(1);
}

/** A chart of letters: title, plot with its axes. */
export function terminalChart(chart: TerminalChart): string {
  const { panel, what, scale, height, hasColour } = chart;
  const columns = Math.min(chart.width, WIDEST) - MARGIN - 1;
  const cells = plotted(chart, columns);
  const lines = Array.from({ length: height }, (_, row) => {
    const isLabelled = row === 0 || row === height - 1 || row === (height - 1) >> 1;
    const label = isLabelled ? short(valueOn(scale, 1 - row / (height - 1))) : "";
    const marks = Array.from({ length: columns }, (_, column) => {
      const index = shown(cells.get(row * columns + column), column);
      return index === undefined ? " " : painted(markOf(index), index, hasColour);
    });
    return `${label.padStart(MARGIN - 1)} ${isLabelled ? "┤" : "│"}${marks.join("")}`.trimEnd();
  });
  const unit = scale.kind === "log" ? `${what} (log scale)` : what;
  const title = panel.title === "" ? unit : `${unit}, ${panel.title}`;
  return `${[truncate(title, chart.width), ...lines, ...axis(chart, columns)].join("\n")}\n`;
}

/** Where series share a cell they take turns from column to column, so that none is hidden. */
const shown = (indices: readonly number[] | undefined, column: number) => indices?.[column % indices.length];

/** The series in each cell, by its place in reading order. */
function plotted({ panel, scale, valuesOf, height }: TerminalChart, columns: number): Map<number, number[]> {
  const cells = new Map<number, number[]>();
  const longest = longestOf(panel, valuesOf);
  for (const series of panel.series) {
    const values = valuesOf(series);
    for (let column = 0; column < columns; column++) {
      const epoch = (column * (longest - 1)) / Math.max(1, columns - 1);
      const value = values[Math.round(epoch * pointsPerEpoch(series.curve))];
      const position = value === undefined ? undefined : positionOn(scale, value);
      if (position === undefined) continue;
      const key = Math.round((1 - position) * (height - 1)) * columns + column;
      cells.set(key, [...(cells.get(key) ?? []), series.index]);
    }
  }
  return cells;
}

/** In epochs. */
const longestOf = (panel: Panel, valuesOf: TerminalChart["valuesOf"]) =>
  Math.max(1, ...panel.series.map((series) => Math.round(valuesOf(series).length / pointsPerEpoch(series.curve))));

function axis({ panel, valuesOf }: TerminalChart, columns: number): readonly string[] {
  const last = longestOf(panel, valuesOf);
  const middle = Math.round((1 + last) / 2);
  const texts = ["epoch 1", ...(last > 2 ? [String(middle)] : []), ...(last > 1 ? [String(last)] : [])];
  const gap = Math.max(1, columns - texts.reduce((sum, text) => sum + text.length, 0));
  const gaps = texts.length === 3 ? Math.max(1, Math.round(columns / 2) - 8) : gap;
  const [first = "", second = "", third = ""] = texts;
  const line =
    third === ""
      ? `${first}${" ".repeat(gaps)}${second}`
      : `${(first + " ".repeat(gaps) + second).padEnd(columns - third.length)}${third}`;
  return [`${" ".repeat(MARGIN)}└${"─".repeat(columns)}`, `${" ".repeat(MARGIN + 1)}${line.trimEnd()}`];
}

/** Which mark is which series, in as many columns as fit. */
export function terminalLegend(panels: readonly Panel[], { width, hasColour }: Terminal): string {
  const labels = new Map(panels.flatMap(({ series }) => series.map(({ index, label }) => [index, label] as const)));
  const entries = [...labels].sort(([a], [b]) => a - b);
  const room = Math.min(width, WIDEST) - 2;
  const widest = Math.min(Math.max(0, ...entries.map(([, label]) => displayWidth(label) + 2)), room);
  const across = Math.max(1, Math.floor((room + 3) / (widest + 3)));
  const lines: string[] = [];
  for (let i = 0; i < entries.length; i += across) {
    const texts = entries.slice(i, i + across).map(([index, label]) => {
      const text = truncate(oneLine(label), widest - 2);
      return `${painted(markOf(index), index, hasColour)} ${text}${" ".repeat(widest - 2 - displayWidth(text))}`;
    });
    lines.push(`  ${texts.join("   ").trimEnd()}`);
  }
  return `${lines.join("\n")}\n`;
}
