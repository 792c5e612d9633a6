import type { DataShape } from "../contracts/dataset.ts";
import { groupParameters, namedParameters } from "../contracts/groups.ts";
import { layerBuilder } from "../contracts/layer.ts";
import type { LossPart, LossPlan } from "../contracts/loss.ts";
import type { Measured, MetricPart, MetricPlan } from "../contracts/metric.ts";
import { baseRatesOf, builderOf, type NamedShape } from "../contracts/optimizer.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Rates } from "../contracts/scheduler.ts";
import type { Composed } from "../grid/compose.ts";
import { once } from "../grid/memo.ts";
import { type Issue, issue, type Span } from "../issues/issue.ts";
import type { Shape } from "../tape/shape.ts";
import { type MetricsPiece, type PartsPiece, tried } from "./pieces.ts";
import { issueIn, type Resolution } from "./resolve.ts";
import type { ResolvedPart } from "./resolve-part.ts";

/** A model on the data: the shape that comes out of it, and its parameters. */
export interface Fitted {
  readonly output: Shape;
  readonly parameters: readonly NamedShape[];
  /** Tells models apart that differ in their parameters. */
  readonly key: string;
}

/** Lets the data's shape go through a model, layer by layer; undefined while the model itself is wrong. */
export function fitModel(
  composed: Composed,
  model: PartsPiece | undefined,
  data: DataShape,
  dataAt: Composed,
  layers: Registry["layer"],
): Resolution<Fitted> | undefined {
  const key = `output ${data.features.join()} ${data.indices}`;
  return model && once(composed, key, () => throughLayers(composed, model, data, dataAt, layers));
}

function throughLayers(
  composed: Composed,
  { parts }: PartsPiece,
  { features, indices }: DataShape,
  data: Composed,
  layers: Registry["layer"],
): Resolution<Fitted> {
  const build = layerBuilder(layers);
  const own: (readonly NamedShape[])[] = [];
  let shape = features;
  for (const [index, resolved] of parts.entries()) {
    const incoming = index === 0 ? indices : undefined;
    const plan = () => build(resolved.config, shape, incoming);
    const next = tried(composed, [resolved], plan, [data]);
    if ("issues" in next) return next;
    shape = next.value.output;
    own.push(next.value.parameters);
  }
  const parameters = namedParameters(own);
  const key = `groups ${parameters.map(({ name, shape }) => `${name}[${shape}]`).join()}`;
  return { value: { output: shape, parameters, key } };
}

/** Whether a loss takes what comes out of the model, and the targets. */
export function lossFit(
  composed: Composed,
  loss: PartsPiece | undefined,
  output: Shape | undefined,
  { targets, classes }: DataShape,
  beside: readonly Composed[],
): Resolution<LossPlan> | undefined {
  if (loss === undefined || output === undefined) return undefined;
  const [{ part, config }] = loss.parts as readonly [ResolvedPart];
  const plan = () => (part as LossPart).plan(config, output, targets, classes);
  return once(composed, `fit ${output.join()} ${targets.join()} ${classes}`, () =>
    tried(composed, loss.parts, plan, beside),
  );
}

/** Whether the metrics can be measured of a model under a loss; each under a head of its own. */
export function metricsFit(
  composed: Composed,
  metrics: MetricsPiece | undefined,
  { loss, output, plan }: { loss: PartsPiece | undefined; output: Shape | undefined; plan: LossPlan | undefined },
  beside: readonly Composed[],
): Resolution<readonly MetricPlan[]> | undefined {
  const type = loss?.value[0]?.type;
  if (metrics === undefined || type === undefined || output === undefined || plan === undefined) return undefined;
  const { prediction } = plan;
  const key = `measured ${type} ${JSON.stringify(prediction)} ${output.join()}`;
  return once(composed, key, () => planMetrics(composed, metrics, { prediction, loss: type, output }, beside));
}

function planMetrics(
  composed: Composed,
  { parts }: MetricsPiece,
  measured: Measured,
  beside: readonly Composed[],
): Resolution<readonly MetricPlan[]> {
  const issues: Issue<Span>[] = [];
  const plans: MetricPlan[] = [];
  for (const resolved of parts) {
    const made = tried(
      composed,
      [resolved],
      () => (resolved.part as MetricPart).plan(resolved.config, measured),
      beside,
    );
    if ("issues" in made) {
      issues.push(...made.issues);
      continue;
    }
    const { name } = made.value;
    if (plans.some((other) => other.name === name)) issues.push(measuredTwice(composed, resolved, name));
    plans.push(made.value);
  }
  return issues.length > 0 ? { issues } : { value: plans };
}

function measuredTwice(composed: Composed, { path }: ResolvedPart, name: string): Issue<Span> {
  const message = `${["metrics", ...path].join(".")}: ${name} is already measured`;
  return issueIn(composed, issue("misfit", { path, of: "value" }, message, "list each metric once"));
}

/** The param groups of an optimizer on a model. */
export interface Groups {
  readonly names: readonly string[];
  /** Their own rates. */
  readonly base: Rates;
}

/** Whether the optimizer's param groups find their parameters, and each its optimizer. */
export function groupsFit(
  composed: Composed,
  optimizer: PartsPiece | undefined,
  model: Fitted | undefined,
  registry: Registry,
  beside: readonly Composed[],
): Resolution<Groups> | undefined {
  const config = optimizer?.value.at(-1);
  if (optimizer === undefined || config === undefined || model === undefined) return undefined;
  const bind = () => {
    const groups = groupParameters(config, model.parameters, registry.optimizer);
    const build = builderOf(registry.optimizer);
    return { names: groups.map(({ name }) => name), base: baseRatesOf(groups.map((group) => build(group.config))) };
  };
  return once(composed, model.key, () => tried(composed, optimizer.parts, bind, beside));
}
