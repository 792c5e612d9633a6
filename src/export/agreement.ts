import { counted } from "../numbers/counted.ts";
import { itemAt } from "../numbers/item-at.ts";

/** An epoch's figures by column; null: none. */
type EpochCells = Readonly<Record<string, number | null>>;

/** How near PyTorch's figures of a run are to those recorded. */
export interface Agreement {
  readonly agrees: boolean;
  /** Largest difference of a rate, relative to it. */
  readonly rates: number;
  /** Largest difference of a loss, relative to it or, if it becomes as small, to a thousandth of the first one. */
  readonly losses: number;
  /** Whether it agrees only as far as weights that differ in their last bits do. */
  readonly isChaotic: boolean;
  /** What differs, in words; undefined where it agrees. */
  readonly reason: string | undefined;
}

/** Bounds of check.py, which compares an exported script's figures in the same way. */
const RATES = 1e-12;
const FIGURES = 1e-4;

const isRate = (column: string) => ["lr", "lr_end", "momentum"].includes(column.split(".")[0] as string);
const isLoss = (column: string) => column.endsWith("_loss");
/** A single row on the verge changes an accuracy, and the norm of a gradient that vanishes is rounding. */
const decides = (column: string) => !column.endsWith("_accuracy") && column !== "grad_norm";
/** Whether PyTorch's script measures it: it may lack a metric of a plugin. */
const isMeasured = (column: string, found: readonly EpochCells[]) =>
  isRate(column) || isLoss(column) ? column in (found[0] ?? {}) : found.some((row) => row[column] != null);

/**
 * Compares a run's figures, epoch by epoch.
 * @param nudged those of the same run from weights that differ in their last bits, several times; none: not measured
 */
export function agreementOf(
  recorded: readonly EpochCells[],
  found: readonly EpochCells[],
  nudged: readonly (readonly EpochCells[])[] = [],
): Agreement {
  const [first = {}] = recorded;
  const columns = Object.keys(first).filter((name) => decides(name) && isMeasured(name, found));
  if (recorded.length !== found.length) {
    const reason = `it has ${counted(found.length, "epoch")} in PyTorch, and ${recorded.length} here`;
    const last = nudged.some((run) => run.length === found.length);
    return {
      agrees: last,
      rates: 0,
      losses: Number.POSITIVE_INFINITY,
      isChaotic: last,
      reason: last ? undefined : reason,
    };
  }
  const compared = columns.map((column) => compare(column, recorded, found, nudged));
  const worst = (which: (column: string) => boolean) =>
    Math.max(0, ...compared.filter(({ column }) => which(column)).map(({ most }) => most));
  const wrong = compared.find(({ isNear }) => !isNear);
  return {
    agrees: wrong === undefined,
    rates: worst(isRate),
    losses: worst(isLoss),
    isChaotic: wrong === undefined && compared.some(({ beyond }) => beyond),
    reason: wrong && `${wrong.column} differs by ${wrong.most.toExponential(1)} from epoch ${wrong.from} on`,
  };
}

interface ComparedColumn {
  readonly column: string;
  readonly isNear: boolean;
  readonly beyond: boolean;
  readonly most: number;
  /** The first epoch beyond the strict bound. */
  readonly from: number;
}

function compare(
  column: string,
  recorded: readonly EpochCells[],
  found: readonly EpochCells[],
  nudged: readonly (readonly EpochCells[])[],
): ComparedColumn {
  const strict = isRate(column) ? RATES : FIGURES;
  const differences = differencesIn(column, found, recorded);
  const roundings = roundingsOf(column, recorded, found, nudged);
  // Rounding below the bound of losses is no excuse for rates: they may differ where a plateau was seen otherwise.
  const allowed = roundings.map((rounding) => (10 * rounding > FIGURES ? Math.max(strict, 10 * rounding) : strict));
  const first = differences.findIndex((difference) => difference > strict);
  return {
    column,
    isNear: differences.every((difference, at) => difference <= itemAt(allowed, at)),
    beyond: first !== -1,
    most: Math.max(...differences),
    from: first + 1,
  };
}

/** By how much a loss differs when weights differ in their last bits, up to each epoch. Of rates any loss, of metrics those too. */
function roundingsOf(
  column: string,
  recorded: readonly EpochCells[],
  found: readonly EpochCells[],
  nudged: readonly (readonly EpochCells[])[],
): readonly number[] {
  const losses = isLoss(column) ? [column] : Object.keys(found[0] ?? {}).filter(isLoss);
  const columns = isLoss(column) || isRate(column) ? losses : [...losses, column];
  const each = nudged.flatMap((run) =>
    columns
      .filter((name) => run[0] === undefined || name in run[0])
      .map((loss) => differencesIn(loss, run, found, recorded)),
  );
  let worst = 0;
  return found.map((_, at) => {
    // A run that ended early differs by all there is.
    for (const run of each) worst = Math.max(worst, run[at] ?? Number.POSITIVE_INFINITY);
    return worst;
  });
}

/** @param scale rows whose first figure gives the least to compare with; default: the wanted ones */
function differencesIn(
  column: string,
  rows: readonly EpochCells[],
  wanted: readonly EpochCells[],
  scale = wanted,
): readonly number[] {
  const least = leastOf(column, scale[0]?.[column] ?? 0);
  return rows.slice(0, wanted.length).map((row, at) => differenceOf(row[column], wanted[at]?.[column], least));
}

/** What a difference is measured by at least, given the column's first figure. */
function leastOf(column: string, first: number): number {
  if (isRate(column)) return 1e-300;
  // It goes through 0 on its way to 1.
  return /_(?:r2|score)$/.test(column) ? 1 : Math.abs(first) / 1000;
}

/** Two figures that are not finite are the same. */
function differenceOf(found: number | null | undefined, wanted: number | null | undefined, least: number): number {
  if (found == null || wanted == null) return found == null && wanted == null ? 0 : Number.POSITIVE_INFINITY;
  if (!Number.isFinite(found) || !Number.isFinite(wanted))
    return Number.isFinite(found) === Number.isFinite(wanted) ? 0 : Number.POSITIVE_INFINITY;
  return Math.abs(found - wanted) / Math.max(Math.abs(wanted), least, 1e-300);
}
