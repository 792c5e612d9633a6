import type { PartConfig } from "../contracts/config.ts";
import type { DataShape } from "../contracts/dataset.ts";
import type { LossPlan } from "../contracts/loss.ts";
import type { Measured, MetricPlan } from "../contracts/metric.ts";
import type { Registry } from "../contracts/registry.ts";
import { type Issue, issue, type Within } from "../issues/issue.ts";
import type { Shape } from "../tape/shape.ts";
import { attempt, type Bound } from "./bound.ts";

/** A loss on what comes out of a model, and on the targets. */
export function bindLoss(
  config: PartConfig,
  output: Shape,
  { targets, classes }: Pick<DataShape, "targets" | "classes">,
  { loss }: Pick<Registry, "loss">,
): Bound<LossPlan> {
  const part = loss[config.type];
  if (part === undefined) throw new Error(`no loss is called ${config.type}`);
  return attempt(0, () => part.plan(config, output, targets, classes));
}

/** Metrics of a model under a loss. Each needs a name of its own, as it heads a column. */
export function bindMetrics(
  configs: readonly PartConfig[],
  measured: Measured,
  { metric }: Pick<Registry, "metric">,
): Bound<readonly MetricPlan[]> {
  const issues: Issue<Within>[] = [];
  const plans: MetricPlan[] = [];
  for (const [place, config] of configs.entries()) {
    const part = metric[config.type];
    if (part === undefined) throw new Error(`no metric is called ${config.type}`);
    const bound = attempt(place, () => part.plan(config, measured));
    if ("issues" in bound) issues.push(...bound.issues);
    else if (plans.some(({ name }) => name === bound.value.name)) issues.push(repeated(place, bound.value.name));
    else plans.push(bound.value);
  }
  return issues.length > 0 ? { issues } : { value: plans };
}

function repeated(place: number, name: string): Issue<Within> {
  const at: Within = { path: [String(place)], of: "value" };
  return issue("misfit", at, `${name} is already measured`, "list each metric once");
}
