import type { PartConfig, Training } from "../contracts/config.ts";
import type { DataShape } from "../contracts/dataset.ts";
import type { Normalised } from "../contracts/layer.ts";
import type { Composed } from "../grid/compose.ts";
import { once } from "../grid/memo.ts";
import { type Issue, issue, type Span, type Within } from "../issues/issue.ts";
import type { Path } from "../source/tree.ts";
import type { SingleValue } from "./fit.ts";
import type { PartsPiece } from "./piece.ts";
import { issueIn } from "./places.ts";

// A single value is its own mean, so normalizing it gives 0. PyTorch refuses that in training.

/** The batches of an epoch. */
interface Batches extends Pick<Training, "batch_size" | "drop_last"> {
  /** Rows to train on, and rows held out. */
  readonly rows: Pick<DataShape, "training" | "validation">;
  /** Whether a model average collects statistics again. Frozen layers are then in training mode, too. */
  readonly collects: boolean;
}

interface Found {
  readonly errors: readonly Issue<Span>[];
  readonly warnings: readonly Issue<Span>[];
}

const NONE: Found = { errors: [], warnings: [] };

/** Layers that normalize a single value, in a batch or in a row. */
export function singleValues(
  composed: Composed,
  model: PartsPiece,
  singles: readonly SingleValue[],
  batches: Batches,
  beside: readonly Composed[],
): Found {
  if (singles.length === 0) return NONE;
  const { rows, batch_size, drop_last, collects } = batches;
  const key = `rows ${rows.training} ${rows.validation} ${batch_size} ${drop_last} ${collects}`;
  return once(composed, key, (): Found => {
    const found = singles.flatMap((single) => issueOf(single, model, batches) ?? []);
    const placed = found.map((own) => issueIn(composed, own, beside));
    const isWarning = ({ code }: Issue<Span>) => code === "warning";
    return { errors: placed.filter((own) => !isWarning(own)), warnings: placed.filter(isWarning) };
  });
}

function issueOf({ index, normalised }: SingleValue, model: PartsPiece, batches: Batches): Issue<Within> | undefined {
  const path = [...(model.parts[index]?.path ?? []), ...normalised.path];
  const place: Within = { path, of: "value" };
  const where = ["model", ...path].join(".");
  const type = typeAt(model.value[index], normalised.path);
  const refused = refusal(normalised, batches);
  if (refused) {
    const message = `${where}: ${refused.why}, and ${type} cannot normalize a single value`;
    return issue("misfit", place, message, refused.remedy);
  }
  if (normalised.over === "batch") return undefined;
  const message = `${where}: ${type} normalizes single values, so its output does not depend on its input`;
  const remedy = type === "GroupNorm" ? "a smaller num_groups, or remove the layer" : "remove the layer";
  return issue("warning", place, message, remedy);
}

function typeAt(layer: PartConfig | undefined, path: Path): string {
  const [, index, ...rest] = path;
  if (index === undefined) return String(layer?.type);
  return typeAt((layer?.layers as readonly PartConfig[] | undefined)?.[Number(index)], rest);
}

/** Why PyTorch refuses to normalise one value a row, if it does, and what to do. */
function refusal(
  { refusesOne, over }: Normalised,
  { rows, batch_size, drop_last, collects }: Batches,
): { readonly why: string; readonly remedy: string } | undefined {
  const size = batch_size === "full" ? rows.training : Math.min(batch_size, rows.training);
  const hasOne = size === 1 || (!drop_last && rows.training % size === 1);
  if (hasOne && (refusesOne.training || (collects && over === "batch"))) {
    if (rows.training === 1) return { why: "there is one row to train on", remedy: "more rows of data" };
    const other = `batch_size: ${otherSize(size, rows.training)}`;
    if (size === 1) return { why: "each batch has one row", remedy: other };
    const why = `the last batch of an epoch has one row (${rows.training} rows, batch_size ${size})`;
    return { why, remedy: `drop_last: true, or ${other}` };
  }
  if (rows.validation !== 1 || !refusesOne.evaluation) return undefined;
  const remedy = over === "batch" ? "track_running_stats: true, or hold out more rows" : "hold out more rows";
  return { why: "one row is held out for validation", remedy };
}

/** The next larger size of a batch that leaves no single row, or all rows. */
function otherSize(size: number, rows: number): number {
  let other = size + 1;
  while (other < rows && rows % other === 1) other++;
  return other;
}
