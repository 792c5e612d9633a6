import { inFigures } from "../analysis/ratio.ts";
import { objectiveOf, type Summary, type VariantSummary } from "../analysis/variant-summary.ts";
import { counted, estimateText, pText, short } from "../analysis/wording.ts";
import { type Cell, knownVariants, type Plan } from "../contracts/plan.ts";
import { numberText } from "../numbers/distinct-texts.ts";
import { itemAt } from "../numbers/item-at.ts";
import { mostRuns, runCount } from "../seeding/planned.ts";
import { asMarkdown, fitColumns, renderColumns, renderMarkdown, type TextGrid } from "./columns.ts";
import { rowsShown } from "./thin.ts";
import { tunedGrid } from "./tuned-table.ts";

interface TableOptions {
  /** Width of the terminal in columns. */
  readonly width: number;
  /** Largest number of rows to show. */
  readonly limit?: number;
}

/** The ranked variants as aligned text, best first, followed by the answer in words. */
export function summaryTable(plan: Plan, summary: Summary, options: TableOptions): string {
  const { width, limit = 20 } = options;
  const table = renderColumns(fitColumns(summaryGrid(plan, summary, summary.best(limit)), width));
  const tuned = tunedGrid(plan, summary.tuned?.slice(0, limit) ?? []);
  const best = tuned === undefined ? "" : `\n${TUNED_TITLE}:\n${renderColumns(fitColumns(tuned, width))}`;
  return `${table}${hiddenNote(summary, limit)}${best}\n${summary.answer}\n`;
}

const TUNED_TITLE = "Each schedule at its best point";

/** Row limit of summary.md: more than anyone would paste. */
const MARKDOWN_ROWS = 1000;

/** The content of summary.md: the answer, then the ranked variants. */
export function summaryMarkdown(plan: Plan, summary: Summary): string {
  const note = hiddenNote(summary, MARKDOWN_ROWS);
  const table = renderMarkdown(summaryGrid(plan, summary, summary.best(MARKDOWN_ROWS)));
  // At the start of a line, these would make a heading, a list or a quotation.
  const answer = asMarkdown(summary.answer).replace(/^(?:[#>+=]|-(?=[ -]))/, "\\$&");
  const tuned = tunedGrid(plan, summary.tuned?.slice(0, MARKDOWN_ROWS) ?? []);
  const best = tuned === undefined ? "" : `\n${TUNED_TITLE}:\n\n${renderMarkdown(tuned)}`;
  return `${answer}\n\n${table}${note && `\n${note}`}${best}`;
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

function summaryGrid(plan: Plan, { verdicts }: Summary, summaries: readonly VariantSummary[]): TextGrid {
  const isPruned = plan.adaptive?.pruning !== undefined;
  const isCompared = plan.variants > 1 && verdicts.baseline > 0;
  const rows = summaries.map((summary) => [
    summary.rank === undefined ? "" : String(summary.rank),
    ...summary.cells.map(cellText),
    estimateText(objectiveOf(plan, summary)),
    String(summary.n),
    String(summary.diverged),
    ...(isPruned ? [String(summary.pruned)] : []),
    ...(isCompared ? [comparisonText(summary), summary.verdict === "untested" ? "" : summary.verdict] : []),
  ]);
  const figure = `${plan.objective.at} ${plan.objective.metric}`;
  const counts = ["n", "diverged", ...(isPruned ? ["pruned"] : [])];
  const compared = isCompared ? ["difference", "verdict"] : [];
  const heads = ["rank", ...plan.heads, figure, ...counts, ...compared];
  const after = 1 + plan.heads.length;
  const figures = [figure, ...counts, ...compared.slice(0, 1)].map((_, column) => after + column);
  return { heads, rows, numeric: numericColumns(plan, rows, 1, [0, ...figures]) };
}

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
  const size = (value: number) => (isRatio ? `${short(100 * value)} %` : short(value));
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
