import { signedText } from "../analysis/claim.ts";
import { inFigures } from "../analysis/ratio.ts";
import { objectiveOf, type Summary, type VariantSummary } from "../analysis/variant-summary.ts";
import { type Verdict, verdictFacts } from "../analysis/verdict.ts";
import { estimateText, pText } from "../analysis/wording.ts";
import { type Cell, knownVariants, type Plan } from "../experiment/plan.ts";
import { shortHeads } from "../experiment/short-heads.ts";
import { counted } from "../numbers/counted.ts";
import { numberText } from "../numbers/distinct-texts.ts";
import { itemAt } from "../numbers/item-at.ts";
import { mostRuns, runCount } from "../seeding/planned.ts";
import type { Estimate } from "../statistics/estimate.ts";
import { asMarkdown, fitColumns, renderColumns, renderMarkdown, type TextGrid, wrapWords } from "./columns.ts";
import { type CurveValues, sparklines } from "./sparkline.ts";
import { rowsShown } from "./thin.ts";
import { tunedGrid } from "./tuned-table.ts";

interface TableOptions {
  /** Width of the terminal in columns; Infinity where there is none. */
  readonly width: number;
  /** Largest number of rows to show. */
  readonly limit?: number;
  readonly hasColour?: boolean;
  /** The mean curves of the best variants, by rank. */
  readonly curves?: readonly CurveValues[];
}

/** Cells of a curve: as many of these as leave all other columns in their places. */
const CURVE_CELLS = [12, 8, 6] as const;

/** The ranked variants as aligned text, best first, followed by the answer in words. */
export function summaryTable(plan: Plan, summary: Summary, options: TableOptions): string {
  const { width, limit = 20, hasColour = false, curves = [] } = options;
  const best = summary.best(limit);
  const fitted = CURVE_CELLS.map((cells) => {
    const texts = sparklines(
      best.map((_, place) => curves[place]),
      cells,
    );
    return fitColumns(summaryGrid(plan, summary, best, texts), width);
  });
  const table =
    fitted.find(({ leftOut }) => leftOut.length === 0) ??
    fitted.reduce((a, b) => (b.leftOut.length < a.leftOut.length ? b : a));
  const tuned = tunedGrid(plan, summary.tuned?.slice(0, limit) ?? []);
  const tunedText =
    tuned === undefined
      ? ""
      : `\n${TUNED_TITLE}:\n${renderVerdicts(fitColumns(tuned, width), summary.tuned ?? [], hasColour)}`;
  const notes = [hiddenNote(summary, limit), leftOutNote(table.leftOut), intervalNote(plan, best)].join("");
  const told = (text: string) => (Number.isFinite(width) ? wrapWords(text, width) : text);
  const [headline = "", ...others] = summary.sentences.map(told);
  const answer = [headline, ...(others.length > 0 ? ["", ...others] : [])].join("\n");
  return `${renderVerdicts(table, best, hasColour)}${told(notes)}${tunedText}\n${answer}\n`;
}

const TUNED_TITLE = "Each schedule at its best point";

const leftOutNote = (heads: readonly string[]) =>
  heads.length === 0 ? "" : `There was no room for ${heads.join(", ")}: see summary.csv, or take a wider terminal.\n`;

/** What ± stands for, where there is one. */
function intervalNote(plan: Plan, shown: readonly VariantSummary[]): string {
  return shown.some((summary) => objectiveOf(plan, summary).kind === "interval")
    ? "± is half the width of the mean's 95 % interval.\n"
    : "";
}

const GREEN = 32;
const RED = 31;
const GREY = 90;
/** undefined: as the rest of the text. */
function colourOf(verdict: Verdict): number | undefined {
  const { told, favours, isOpen } = verdictFacts(verdict);
  if (favours !== undefined) return favours === "variant" ? GREEN : RED;
  return told !== undefined && isOpen === true ? GREY : undefined;
}

/** Lines of a table with the verdicts in colour, where there is colour. */
function renderVerdicts(grid: TextGrid, rows: readonly { readonly verdict: Verdict }[], hasColour: boolean): string {
  const verdicts = grid.heads.lastIndexOf("verdict");
  return renderColumns(grid, (text, row, column) => {
    const colour = column === verdicts ? colourOf(rows[row]?.verdict ?? "untested") : undefined;
    return hasColour && colour !== undefined ? `\u001b[${colour}m${text}\u001b[39m` : text;
  });
}

/** Row limit of summary.md: more than anyone would paste. */
const MARKDOWN_ROWS = 1000;

/** The content of summary.md: the answer, its first sentence by itself, then the ranked variants. */
export function summaryMarkdown(plan: Plan, summary: Summary): string {
  const shown = summary.best(MARKDOWN_ROWS);
  const note = hiddenNote(summary, MARKDOWN_ROWS) + intervalNote(plan, shown);
  const table = renderMarkdown(summaryGrid(plan, summary, shown));
  // At the start of a line, these would make a heading, a list or a quotation.
  const [headline = "", ...others] = summary.sentences.map((sentence) =>
    asMarkdown(sentence).replace(/^(?:[#>+=]|-(?=[ -]))/, "\\$&"),
  );
  const list = others.length > 0 ? `\n\n${others.map((sentence) => `- ${sentence}`).join("\n")}` : "";
  const tuned = tunedGrid(plan, summary.tuned?.slice(0, MARKDOWN_ROWS) ?? []);
  const best = tuned === undefined ? "" : `\n${TUNED_TITLE}:\n\n${renderMarkdown(tuned)}`;
  return `${headline}${list}\n\n${table}${note && `\n${note}`}${best}`;
}

function hiddenNote(summary: Summary, limit: number): string {
  return summary.count > limit ? `… and ${summary.count - limit} more in summary.csv\n` : "";
}

/** What a sweep would run: its first and last runs, their number, and the rows of epochs.csv if none diverges. */
export function runsTable(plan: Plan, options: TableOptions): string {
  const { width, limit = 10 } = options;
  const known = knownVariants(plan);
  const total = known * plan.seeds.length;
  const first = total <= limit ? total : Math.ceil(limit / 2);
  const numbers = Array.from({ length: Math.min(total, limit) }, (_, i) => (i < first ? i : total - limit + i));
  const shown = numbers.map((i) => Math.floor(i / known) * plan.variants + (i % known));
  const rows = shown.map((run) => runTexts(plan, run));
  const grid = { heads: ["", "run", ...plan.heads, "seed"], rows, numeric: numericColumns(plan, rows, 2, [0]) };
  const lines = renderColumns(fitColumns(grid, width)).split("\n");
  const runs = runCount(plan);
  const isLess = plan.adaptive?.pruning !== undefined || mostRuns(plan) > runs;
  const most = isLess ? "at most " : "";
  if (total > limit) lines.splice(1 + first, 0, `… ${total - limit} more`);
  return `${lines.join("\n")}${laterNote(plan)}${runsText(plan)}, ${most}${counted(rowsOf(plan), "row")} in epochs.csv\n`;
}

/** `12 runs`, `60 to 480 runs`: as many as follow from results. */
export function runsText(plan: Plan): string {
  const [least, most] = [runCount(plan), mostRuns(plan)];
  return least === most ? counted(least, "run") : `${least} to ${counted(most, "run")}`;
}

/** A line on the variants that a search will add. */
function laterNote(plan: Plan): string {
  const later = plan.variants - knownVariants(plan);
  return later === 0 ? "" : `and ${counted(later, "variant")} that the search will choose from earlier results\n`;
}

/** Rows of epochs.csv if no run stops early. Variants not known yet count as much as the others on average. */
export function rowsOf(plan: Plan): number {
  let rows = 0;
  const known = knownVariants(plan);
  for (let i = 0; i < known; i++) rows += rowsShown(plan.policy.epochs, plan.variant(i).config.training.epochs);
  return Math.round((rows / known) * mostRuns(plan));
}

function runTexts(plan: Plan, run: number): string[] {
  const variant = run % plan.variants;
  const seed = itemAt(plan.seeds, Math.floor(run / plan.variants));
  const cells = plan.variant(variant).cells.map(cellText);
  return [String(run + 1), plan.runId(variant, seed), ...cells, String(seed)];
}

/** @param curves sparklines of the variants; "" for none */
function summaryGrid(
  plan: Plan,
  { verdicts }: Summary,
  summaries: readonly VariantSummary[],
  curves: readonly string[] = [],
): TextGrid {
  const isPruned = plan.adaptive?.pruning !== undefined;
  const isCompared = plan.variants > 1 && verdicts.baseline > 0;
  const { metric, at } = plan.objective;
  const beside = besideOf(plan);
  const hasCurves = curves.some((curve) => curve !== "");
  const rows = summaries.map((summary, place) => [
    summary.rank === undefined ? "" : String(summary.rank),
    ...summary.cells.map(cellText),
    estimateText(objectiveOf(plan, summary)),
    ...(beside === undefined ? [] : [estimateText(besideIn(summary, beside, at))]),
    ...(hasCurves ? [curves[place] ?? ""] : []),
    String(summary.n),
    String(summary.diverged),
    ...(isPruned ? [String(summary.pruned)] : []),
    ...(isCompared ? [comparisonText(summary), summary.verdict === "untested" ? "" : summary.verdict] : []),
  ]);
  const figures = [`${at} ${metric}`, ...(beside === undefined ? [] : [`${at} ${beside}`])];
  const counts = ["n", "diverged", ...(isPruned ? ["pruned"] : [])];
  const compared = isCompared ? ["difference", "verdict"] : [];
  const headsWith = (axes: readonly string[]) => [
    "rank",
    ...axes,
    ...figures,
    ...(hasCurves ? [metric] : []),
    ...counts,
    ...compared,
  ];
  const heads = headsWith(plan.heads);
  const after = 1 + plan.heads.length;
  const numbers = [...figures, ...counts, ...compared.slice(0, 1)].map((head) => heads.indexOf(head, after));
  const isIdle = (head: string) => new Set(rows.map((row) => row[heads.indexOf(head, after)])).size === 1;
  const idle = counts.filter(isIdle);
  const spare = [
    ...idle,
    ...counts.filter((head) => !isIdle(head)).slice(0, 1),
    ...(hasCurves ? [metric] : []),
    ...figures.slice(1),
    "difference",
  ];
  return {
    heads,
    rows,
    numeric: numericColumns(plan, rows, 1, [0, ...numbers]),
    shortHeads: headsWith(shortHeads(plan.heads)),
    spare: spare.map((head) => heads.indexOf(head, after)).filter((column) => column > 0),
  };
}

/** The metric to show beside the one to rank by: a classification's accuracy beside its loss, and the other way round. */
function besideOf({ metrics, objective: { metric } }: Plan): string | undefined {
  const [, rows = "", name = ""] = /^(train_|val_)?(.*)$/.exec(metric) ?? [];
  const other = name === "loss" ? "accuracy" : name === "accuracy" ? "loss" : undefined;
  return metrics.find((head) => other !== undefined && head === `${rows}${other}`);
}

const besideIn = ({ metrics }: VariantSummary, beside: string, at: "final" | "best"): Estimate =>
  metrics.find(({ metric }) => metric === beside)?.[at] ?? { kind: "none" };

/** The columns to align right: the given ones, the one after the axes, and each axis that shows only numbers. */
function numericColumns(
  plan: Plan,
  rows: readonly string[][],
  firstAxis: number,
  given: readonly number[],
): Set<number> {
  const axes = plan.heads.map((_, axis) => firstAxis + axis);
  const isNumeric = (column: number) => rows.every((row) => row[column] === "" || Number.isFinite(Number(row[column])));
  return new Set([...given, plan.heads.length + firstAxis, ...axes.filter(isNumeric)]);
}

const cellText = (cell: Cell) => (cell === null ? "" : typeof cell === "number" ? numberText(cell) : String(cell));

function comparisonText(summary: VariantSummary): string {
  const { tested, isRatio } = summary;
  const { difference } = inFigures(summary);
  const size = (value: number) => signedText(value, isRatio);
  switch (difference.kind) {
    case "none":
    case "identical":
      return "";
    case "single":
      return size(difference.difference);
    case "paired":
      return `${size(difference.difference)} (${pText(tested?.adjusted ?? difference.p)})`;
  }
}
