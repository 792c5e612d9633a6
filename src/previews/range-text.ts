import type { Terminal } from "../charts/chart.ts";
import { lookOf, terminalColour } from "../charts/palette.ts";
import { oneLine } from "../issues/printable.ts";
import { truncate } from "../tables/columns.ts";
import type { FoundRates } from "./lr-find.ts";
import { positionOn, scaleOf, valueOn } from "./scale.ts";

/** Cells for the numbers at the axis, and lines of the plot. */
const MARGIN = 9;
const HEIGHT = 12;
/** How many times the first loss is shown. */
const RUNAWAY = 1.5;
/** Nobody reads a wider one. */
const WIDEST = 80;

/** The smoothed loss over the rate, as text. The suggested rates are marked below it. */
export function rangeText({ rows, marks }: FoundRates, { width, hasColour }: Terminal): string {
  const columns = Math.max(1, Math.min(width, WIDEST) - MARGIN - 1);
  // Where the loss runs away it leaves the plot, or nothing else could be seen.
  const most = RUNAWAY * (rows[0]?.smoothed ?? 0);
  const shown = rows.map(({ smoothed }) => (most > 0 ? Math.min(smoothed, most) : smoothed));
  const scale = scaleOf([shown]);
  // The rate rises by one factor from step to step, so steps are even on its logarithm.
  const columnOf = (step: number) => Math.round((step * (columns - 1)) / Math.max(1, rows.length - 1));
  const lines = Array.from({ length: HEIGHT }, () => Array<string>(columns).fill(" "));
  for (const [step, loss] of shown.entries()) {
    const position = positionOn(scale, loss);
    const line = position === undefined ? undefined : lines[Math.round((1 - position) * (HEIGHT - 1))];
    if (line !== undefined) line[columnOf(step)] = painted("•", 1, hasColour);
  }
  const axis = Array<string>(columns).fill("─");
  for (const [place, [, rate]] of marks.entries()) {
    const step = rows.findIndex(({ lr }) => lr >= rate);
    if (step >= 0) axis[columnOf(step)] = painted("▲", 2 + place, hasColour);
  }
  const plot = lines.map((line, row) => {
    const isLabelled = row === 0 || row === HEIGHT - 1;
    const label = isLabelled ? short(valueOn(scale, 1 - row / (HEIGHT - 1))) : "";
    return `${label.padStart(MARGIN - 1)} ${isLabelled ? "┤" : "│"}${line.join("")}`.trimEnd();
  });
  const [first, last] = [short(rows[0]?.lr ?? 0), short(rows.at(-1)?.lr ?? 0)];
  const ends = `${first}${last.padStart(Math.max(1, columns - first.length))}`;
  const legend = marks.map(([name, rate], place) => `  ${painted("▲", 2 + place, hasColour)} ${short(rate)}: ${name}`);
  const title = `smoothed training loss${scale.kind === "log" ? " (log scale)" : ""} over the learning rate (log scale)`;
  const under = [`${" ".repeat(MARGIN)}└${axis.join("")}`, `${" ".repeat(MARGIN + 1)}${ends}`, ...legend];
  return `${[truncate(oneLine(title), width), ...plot, ...under].join("\n")}\n`;
}

const painted = (text: string, look: number, hasColour: boolean) =>
  hasColour ? `\u001b[38;5;${terminalColour(lookOf(look).colour)}m${text}\u001b[39m` : text;

/** Three significant digits. */
function short(value: number): string {
  const text = String(Number(value.toPrecision(3)));
  return text.length <= MARGIN - 2 ? text : value.toExponential(1);
}
