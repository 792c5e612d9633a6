import type { RunConfig } from "../contracts/config.ts";
import { bytesOf, type Footprint, formatBytes, MOST_MEMORY } from "../experiment/memory.ts";
import type { Composed } from "../grid/compose.ts";
import { type Issue, issue, type Span, type Within } from "../issues/issue.ts";
import { issueIn } from "./places.ts";

/**
 * The optimizer as far as it decides how much is remembered: whether an option is 0 may matter (momentum), how large it is
 * does not. A grid of many rates is measured once.
 */
export function memoryKey(optimizer: RunConfig["optimizer"]): string {
  return JSON.stringify(optimizer, (_, value) => (typeof value === "number" ? Math.sign(value) : value));
}

/** Reports a run that does not fit: at the limit that was written, or at the model if the limit is WebAssembly's. */
export function memoryIssue(
  footprint: Footprint,
  limit: number | string | undefined,
  { training, model, data }: { readonly training: Composed; readonly model: Composed; readonly data: Composed },
): Issue<Span> | undefined {
  const most = Math.min(limit === undefined ? MOST_MEMORY : bytesOf(limit), MOST_MEMORY);
  if (footprint.total <= most) return undefined;
  const { data: rows, parameters, state, batch } = footprint;
  const parts = `data ${formatBytes(rows)}, parameters and gradients ${formatBytes(parameters)}, optimizer ${formatBytes(state)}, batches ${formatBytes(batch)}`;
  const needs = `the model and its data need ${formatBytes(footprint.total)} (${parts})`;
  const isOwn = limit !== undefined && most < MOST_MEMORY;
  const message = isOwn
    ? `training.max_memory is ${formatBytes(most)}, but ${needs}`
    : `model: ${needs}, more than WebAssembly's ${formatBytes(MOST_MEMORY)}`;
  const place: Within = { path: isOwn ? ["max_memory"] : [], of: "value" };
  const found = issue("misfit", place, message, remedyFor(footprint));
  return isOwn ? issueIn(training, found, [data, model]) : issueIn(model, found, [data, training]);
}

/** What to do about the largest share. */
function remedyFor({ data, parameters, state, batch }: Footprint): string {
  const most = Math.max(data, parameters, state, batch);
  if (most === batch) return "a smaller training.batch_size, or a smaller model";
  if (most === data) return "fewer rows of data";
  return most === state ? "a smaller model, or an optimizer that remembers less" : "a smaller model";
}
