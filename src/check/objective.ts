import { columnMeant, metricOfColumn } from "../contracts/metric.ts";
import type { Registry } from "../contracts/registry.ts";
import { type Issue, issue, type Span, type Suggestion } from "../issues/issue.ts";
import { listed, rename } from "../issues/suggest.ts";
import type { PointChecker } from "./point-checker.ts";

/** What is wrong with ranking by a metric of our own engine; see {@link PointChecker}. */
export function measuredIssue(
  metric: string,
  at: Span,
  isComplete: boolean,
  { validates, metrics }: Pick<PointChecker, "metrics"> & { readonly validates: boolean },
  registry: Registry,
): Issue<Span> | undefined {
  if (metric.startsWith("val_") && !validates) {
    const message = `objective.metric is ${metric}, but no rows are held out for validation`;
    return issue("misfit", at, message, "set data.validation, or use train_loss");
  }
  if (!isComplete || metrics.includes(metric)) return undefined;
  const message = `objective.metric is ${metric}, but no run measures it`;
  return issue("misfit", at, message, measuredInstead(metric, metrics, registry, at));
}

/** The suggestion for an objective that no run measures. */
function measuredInstead(
  metric: string,
  metrics: readonly string[],
  { metric: known }: Registry,
  at: Span,
): Suggestion<Span> | string {
  const column = columnMeant(metric);
  if (metrics.includes(column)) return rename(column, at);
  const name = metricOfColumn(column) ?? "";
  const isKnown = Object.hasOwn(known, name) || Object.values(known).some(({ names }) => isNamed(name, names));
  return isKnown ? `add ${name} to metrics, or use ${listed(metrics)}` : `use ${listed(metrics)}`;
}

const isNamed = (name: string, pattern: string | undefined) =>
  pattern !== undefined && new RegExp(`^(?:${pattern})$`).test(name);
