import type { Bound } from "../bind/bound.ts";
import { type BoundLayers, bindLayers } from "../bind/layers.ts";
import { bindLoss, bindMetrics } from "../bind/loss.ts";
import { bindGroups } from "../bind/optimizer.ts";
import type { PartConfig } from "../contracts/config.ts";
import type { DataShape } from "../contracts/dataset.ts";
import type { Normalised } from "../contracts/layer.ts";
import type { LossPlan } from "../contracts/loss.ts";
import type { MetricPlan } from "../contracts/metric.ts";
import { baseRatesOf } from "../contracts/optimizer.ts";
import type { Part } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Rates } from "../contracts/scheduler.ts";
import type { Composed } from "../grid/compose.ts";
import { once } from "../grid/memo.ts";
import { describeClasses } from "../issues/describe-classes.ts";
import type { Shape } from "../tape/shape.ts";
import type { PartsPiece } from "./piece.ts";
import type { MetricsPiece, OpenedData } from "./pieces.ts";
import { boundIn, type Resolution } from "./places.ts";

// Each function binds a pair of sections once (bind/) and caches the result by what it depends on in the other section.

/** A model on the data. */
export interface Fitted extends BoundLayers {
  /** Distinguishes models that differ in their parameters. */
  readonly key: string;
  /** Whether some layer keeps running statistics. */
  readonly keepsStatistics: boolean;
  /** The layers that normalise a single value of a row. */
  readonly singles: readonly SingleValue[];
}

/** A layer that normalises a single value of a row. */
export interface SingleValue {
  /** Its index in the model, or that of the layer that contains it. */
  readonly index: number;
  readonly normalised: Normalised;
}

/** Whether a model accepts the data; undefined if the model itself has errors. */
export function fitModel(
  composed: Composed,
  model: PartsPiece | undefined,
  data: DataShape,
  dataAt: Composed,
  registry: Registry,
): Resolution<Fitted> | undefined {
  if (model === undefined) return undefined;
  return once(composed, `output ${data.features.join()} ${data.indices}`, () => {
    const bound = boundIn(composed, model.parts, bindLayers(model.value, data, registry), [dataAt]);
    if ("issues" in bound) return bound;
    const names = bound.value.parameters.map(({ name, shape }) => `${name}[${shape}]`);
    const keepsStatistics = bound.value.layers.some(({ buffers = [] }) => buffers.length > 0);
    const singles = bound.value.layers.flatMap(({ normalises = [] }, index) =>
      normalises.filter(({ values }) => values === 1).map((normalised) => ({ index, normalised })),
    );
    return { value: { ...bound.value, keepsStatistics, singles, key: `groups ${names.join()}` } };
  });
}

/** Whether a loss accepts the model's output and the targets. */
export function lossFit(
  composed: Composed,
  loss: PartsPiece | undefined,
  output: Shape | undefined,
  { shape: data, labels }: Pick<OpenedData, "shape" | "labels">,
  dataPart: Part | undefined,
  beside: readonly Composed[],
  registry: Registry,
): Resolution<LossPlan> | undefined {
  if (loss === undefined || output === undefined) return undefined;
  const [config] = loss.value as readonly [PartConfig];
  return once(composed, `fit ${output.join()} ${data.targets.join()} ${data.classes}`, () => {
    const bound = withLabels(bindLoss(config, output, data, registry), data, labels);
    if ("value" in bound || !lacksClasses(config, output, data, registry))
      return boundIn(composed, loss.parts, bound, beside);
    const hasTask = dataPart !== undefined && Object.hasOwn(dataPart.params.properties, "task");
    const issues = bound.issues.map((found) =>
      hasTask ? { ...found, suggestions: [TASK, ...found.suggestions] } : found,
    );
    return boundIn(composed, loss.parts, { issues }, beside);
  });
}

/** Issues about the number of classes list them, since one may be a typo. */
function withLabels<T>(bound: Bound<T>, { classes = 0 }: DataShape, labels: OpenedData["labels"]): Bound<T> {
  if ("value" in bound || labels === undefined) return bound;
  const counted = `${classes} classes`;
  const listed = describeClasses(classes, labels);
  return { issues: bound.issues.map((found) => ({ ...found, message: found.message.replace(counted, listed) })) };
}

const TASK = { kind: "advice", text: "if they are classes, set data.task: classification" } as const;

/** Whether a loss would accept the targets if they were classes. */
function lacksClasses(config: PartConfig, output: Shape, { targets, classes }: DataShape, registry: Registry): boolean {
  const outputs = output.at(-1);
  if (classes !== undefined || outputs === undefined) return false;
  return "value" in bindLoss(config, output, { targets, classes: outputs }, registry);
}

/** Whether the metrics can be measured on a model with a loss. */
export function metricsFit(
  composed: Composed,
  metrics: MetricsPiece | undefined,
  { loss, output, plan }: { loss: PartsPiece | undefined; output: Shape | undefined; plan: LossPlan | undefined },
  beside: readonly Composed[],
  registry: Registry,
): Resolution<readonly MetricPlan[]> | undefined {
  const type = loss?.value[0]?.type;
  if (metrics === undefined || type === undefined || output === undefined || plan === undefined) return undefined;
  const { prediction } = plan;
  return once(composed, `measured ${type} ${JSON.stringify(prediction)} ${output.join()}`, () => {
    const bound = bindMetrics(metrics.value, { prediction, loss: type, output }, registry);
    return boundIn(composed, metrics.parts, bound, beside);
  });
}

/** The param groups of an optimizer on a model. */
export interface Groups {
  readonly names: readonly string[];
  /** Their own rates. */
  readonly base: Rates;
}

/** Whether every param group matches parameters and has an optimizer. */
export function groupsFit(
  composed: Composed,
  optimizer: PartsPiece | undefined,
  model: Fitted | undefined,
  registry: Registry,
  beside: readonly Composed[],
): Resolution<Groups> | undefined {
  if (optimizer === undefined || model === undefined) return undefined;
  return once(composed, model.key, () => {
    const bound = bindGroups(optimizer.value, model.parameters, registry);
    const placed = boundIn(composed, optimizer.parts, bound, beside);
    if ("issues" in placed) return placed;
    const plans = placed.value.map((group) => group.optimizer);
    return { value: { names: placed.value.map(({ name }) => name), base: baseRatesOf(plans) } };
  });
}
