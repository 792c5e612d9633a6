import { type Issue, issue, type Span } from "../issues/issue.ts";
import { oneOf } from "../issues/suggest.ts";
import { explain } from "../schema/explain.ts";
import { METRIC_NAME, reportedMetricsSchema } from "../schema/script.ts";
import { validatorOf } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { inText } from "../source/places.ts";
import { type MapNode, toJson } from "../source/tree.ts";

/** The columns that a program reports. */
export interface ReportedMetrics {
  readonly names: readonly string[];
  /** Whether small or large is good; a metric without is neither. */
  readonly directions: Readonly<Record<string, "min" | "max">>;
  /** Those that may be missing in an epoch. */
  readonly optional: readonly string[];
  /** Those that are reported once, at a run's end: their names begin with test_. */
  readonly tests: readonly string[];
}

/** Columns of our own. */
const TAKEN = [
  ...["run", "seed", "confirms", "epoch", "epochs", "step", "lr", "lr_end", "momentum", "status", "error"],
  "optional",
];
/** Beginnings of columns of our own. */
const PREFIXES = ["final_", "best_", "lr."];
/** What a program measures once, at a run's end. */
const TEST = "test_";

const EXAMPLE = "write metrics: {val_loss: min, val_accuracy: max}";

/** Those that every epoch has. */
export const requiredOf = ({ names, optional }: ReportedMetrics): readonly string[] =>
  names.filter((name) => !optional.includes(name));

/** The metric to rank by unless the file says otherwise. */
export function usualMetric(metrics: ReportedMetrics): string {
  const required = requiredOf(metrics);
  return required.find((name) => Object.hasOwn(metrics.directions, name)) ?? required[0] ?? "";
}

/** What is wrong with ranking by a metric. @param at where the file names it */
export function reportedObjectiveIssue(metrics: ReportedMetrics, metric: string, at: Span): Issue<Span> | undefined {
  const required = requiredOf(metrics);
  if (required.includes(metric)) return undefined;
  const isOptional = metrics.names.includes(metric);
  const message = `objective.metric is ${metric}, ${isOptional ? "which is optional" : "but metrics does not have it"}`;
  return issue("misfit", at, message, isOptional ? "choose one that each epoch reports" : oneOf(metric, required, at));
}

/**
 * Reads `metrics` of an experiment that names its metrics.
 * @param heads of the axes, which have columns, too
 * @param hasTests whether test_* are figures of a run's end
 */
export function readReportedMetrics(
  root: MapNode,
  heads: readonly string[],
  hasTests = true,
): ReportedMetrics | { readonly issues: readonly Issue<Span>[] } {
  const entry = root.entries.get("metrics");
  if (entry === undefined) {
    const message = "the experiment needs 'metrics': what the program reports after each epoch";
    return { issues: [issue("missing", root.entries.get("script")?.key ?? root.at, message, EXAMPLE)] };
  }
  const node = entry.value;
  if (node.kind !== "map")
    return { issues: [issue("invalid", node.at, `metrics must be a mapping, found ${found(node)}`, EXAMPLE)] };
  const value = toJson(node) as { optional?: readonly string[] } & Record<string, "min" | "max">;
  const subject = { node, where: "metrics", owner: "metrics", keys: "key", varies: false } as const;
  const malformed = explain(validatorOf(reportedMetricsSchema)(structuredClone(value)), {
    ...subject,
    elsewhere: () => undefined,
  });
  if (malformed.length > 0) return { issues: malformed.map((wrong) => inText(wrong, node)) };
  const { optional = [], ...directions } = value;
  const all = [...new Set([...Object.keys(directions), ...optional])];
  const tests = all.filter((name) => hasTests && name.startsWith(TEST));
  const names = all.filter((name) => !tests.includes(name));
  const wrong = all.flatMap((name) => {
    const why = nameProblem(name, heads);
    const at = node.entries.get(name)?.key ?? node.entries.get("optional")?.value.at ?? node.at;
    return why === undefined ? [] : [issue("name", at, `metrics: '${name}' ${why}`, "give the metric another name")];
  });
  const required = names.filter((name) => !optional.includes(name));
  if (required.length === 0 && wrong.length === 0)
    wrong.push(
      issue("misfit", node.at, "metrics has nothing that each epoch reports, and so nothing to rank by", EXAMPLE),
    );
  return wrong.length > 0 ? { issues: wrong } : { names, directions, optional, tests };
}

function nameProblem(name: string, heads: readonly string[]): string | undefined {
  if (!new RegExp(METRIC_NAME).test(name)) return "must begin with a letter, and have letters, digits, _ / . - only";
  if (TAKEN.includes(name)) return "is a column that every sweep has";
  if (heads.includes(name)) return "is the column of an axis";
  const prefix = PREFIXES.find((prefix) => name.startsWith(prefix));
  return prefix && `begins with ${prefix}, as columns of every sweep do`;
}
