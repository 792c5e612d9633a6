import { bindChain } from "../contracts/chain.ts";
import { stepsPerEpoch, type Training } from "../contracts/config.ts";
import type { DataShape, ReadFile } from "../contracts/dataset.ts";
import { type MetricPlan, metricColumns } from "../contracts/metric.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Rates } from "../contracts/scheduler.ts";
import type { Footprint, MeasureMemory } from "../experiment/memory.ts";
import { TORCH_SECTIONS, type TorchMeans, type TorchSection } from "../experiment/torch-means.ts";
import { type Basis, basisOf, type TrainedBy } from "../experiment/trained-by.ts";
import type { Composed } from "../grid/compose.ts";
import type { Composer, Point } from "../grid/composer.ts";
import { once } from "../grid/memo.ts";
import type { Section } from "../grid/sections.ts";
import { type Issue, issue, type Span } from "../issues/issue.ts";
import { pluginsUsed } from "../schedule/plugins-used.ts";
import { mentionsBaseRate } from "./base-rates.ts";
import { assemble, type CheckedPoint, type CheckedSections, configOf } from "./checked-point.ts";
import { extremeRates } from "./extreme-rate.ts";
import { type Fitted, fitModel, type Groups, groupsFit, lossFit, metricsFit } from "./fit.ts";
import { idleParameters } from "./idle-parameters.ts";
import { MeasuredColumns } from "./measured-columns.ts";
import { memoryIssue, memoryKey } from "./memory-limit.ts";
import { singleValues } from "./normalised-rows.ts";
import { measuredIssue } from "./objective.ts";
import type { Run } from "./phases.ts";
import type { PartsPiece } from "./piece.ts";
import { type MetricsPiece, metricsPiece, type OpenedData, openData, optimizerPiece, partsPiece } from "./pieces.ts";
import { issueIn, type Resolution } from "./places.ts";
import type { PointChecker } from "./point-checker.ts";
import { ScheduleColumns } from "./schedule-columns.ts";
import { type SchedulePiece, schedulePiece } from "./schedule-piece.ts";
import { sectionParts } from "./section-parts.ts";
import { stepsIssue } from "./step-limit.ts";
import { trainerIssue } from "./torch-engine.ts";
import { torchIssues } from "./torch-parts.ts";
import { trainingPiece } from "./training-piece.ts";
import { warningsAt } from "./warn.ts";

export interface CheckNeeds {
  readonly registry: Registry;
  readonly readFile: ReadFile;
  /** Of all runs that there may be. */
  readonly seeds: readonly number[];
  /** Without it runs are not checked for memory. */
  readonly measure?: MeasureMemory | undefined;
  /** What runs depended on when they were trained, if that is not data alone. Default: what is here. */
  readonly basis?: Basis | undefined;
  /** What PyTorch is here, and can be told to do. Without it, nothing is trained by PyTorch. */
  readonly torch?: TorchMeans | undefined;
}

/** Checks points of the grid. Sections that points share are checked once, as are pairs of sections that must fit. */
export class Checker implements PointChecker {
  readonly directions = undefined;

  readonly #composer: Composer;
  readonly #needs: CheckNeeds;
  /** By the canonical JSON of the parameters. */
  readonly #opened = new Map<string, OpenedData>();
  /** By everything that decides the memory. */
  readonly #footprints = new Map<string, Footprint>();
  /** Numbers of texts, in the order in which they first occurred. */
  readonly #numbers = new Map<string, number>();

  readonly #measured = new MeasuredColumns();
  readonly #scheduled = new ScheduleColumns();

  constructor(
    composer: Composer,
    needs: CheckNeeds,
    readonly trainer: TrainedBy,
  ) {
    this.#composer = composer;
    this.#needs = needs;
  }

  get usualMetric(): string {
    return this.#measured.validates ? "val_loss" : "train_loss";
  }

  objectiveIssue(metric: string, at: Span, isComplete: boolean): Issue<Span> | undefined {
    return measuredIssue(metric, at, isComplete, this.#measured, this.#needs.registry);
  }

  checkSection(composed: Composed): Resolution<unknown> {
    const { registry } = this.#needs;
    return composed.section === "training" ? trainingPiece(composed, registry) : sectionParts(composed, registry);
  }

  get metrics(): readonly string[] {
    return this.#measured.metrics;
  }

  get tests(): readonly string[] {
    return this.#measured.tests;
  }

  get findings(): readonly string[] {
    return this.#measured.findings;
  }

  get plugins(): readonly string[] {
    return this.#scheduled.plugins;
  }

  get rates(): readonly string[] {
    return this.#scheduled.rates;
  }

  check(point: Point): Resolution<CheckedPoint> {
    const { registry } = this.#needs;
    const at = (section: Section) => this.#composer.at(section, point);
    const [dataAt, modelAt, lossAt, optimizerAt] = [at("data"), at("model"), at("loss"), at("optimizer")];
    const [metricsAt, trainingAt] = [at("metrics"), at("training")];
    const data = once(dataAt, OWN, () => partsPiece(dataAt, registry));
    const model = once(modelAt, OWN, () => partsPiece(modelAt, registry));
    const loss = once(lossAt, OWN, () => partsPiece(lossAt, registry));
    const optimizer = once(optimizerAt, OWN, () => optimizerPiece(optimizerAt, registry));
    const training = once(trainingAt, OWN, () => trainingPiece(trainingAt, registry));
    const opened = this.#open(dataAt, valueIn(data));
    const source = valueIn(opened);
    const shape = source?.shape;
    const fitted = shape && fitModel(modelAt, valueIn(model), shape, dataAt, registry);
    const fit =
      source &&
      lossFit(
        lossAt,
        valueIn(loss),
        valueIn(fitted)?.output,
        source,
        valueIn(data)?.parts[0]?.part,
        [dataAt, modelAt],
        registry,
      );
    const groups = this.#groupsOf(optimizerAt, valueIn(optimizer), valueIn(fitted), [dataAt, modelAt]);
    const metrics = this.#metricsOf(metricsAt, valueIn(loss));
    const measured = { loss: valueIn(loss), output: valueIn(fitted)?.output, plan: valueIn(fit) };
    const measures = metricsFit(metricsAt, valueIn(metrics), measured, [dataAt, modelAt, lossAt], registry);
    const columns = this.#columnsOf(valueIn(measures));
    const run = shape && runFor(valueIn(training)?.value, shape, columns, valueIn(groups)?.base);
    const schedulerAt = at("scheduler");
    const scheduler =
      run === undefined
        ? once(schedulerAt, OWN, () => sectionParts(schedulerAt, registry))
        : this.#schedule(schedulerAt, run, [trainingAt, dataAt, modelAt, lossAt, metricsAt, optimizerAt]);
    const all = [data, opened, model, loss, optimizer, training, fitted, fit, metrics, measures, groups, scheduler];
    if (all.some(isWrong)) return { issues: all.flatMap(issuesIn) };
    const checked = { data, opened, model, loss, metrics, optimizer, groups, training, scheduler } as CheckedSections;
    const beside = { training: trainingAt, optimizer: optimizerAt };
    const tooLarge = this.#tooLarge(checked, {
      training: trainingAt,
      model: modelAt,
      data: dataAt,
      optimizer: optimizerAt,
    });
    const tooLong = run && stepsIssue(run.epochs, run.perEpoch, trainingAt, [dataAt]);
    const single = this.#singleValues(checked, valueIn(fitted), modelAt, [trainingAt, dataAt, optimizerAt]);
    const strange = trainerIssue(trainingAt, checked.training.value.value, this.trainer);
    const limits = [tooLarge, tooLong, strange, ...single.errors].filter((found) => found !== undefined);
    if (limits.length > 0) return { issues: limits };
    const sections = {
      model: modelAt,
      loss: lossAt,
      metrics: metricsAt,
      optimizer: optimizerAt,
      scheduler: schedulerAt,
    };
    const refused = this.#torchIssues(checked, sections);
    if (refused.length > 0) return { issues: refused };
    const plugins = pluginsUsed(checked.scheduler.value.value, registry.scheduler);
    const context = {
      cyclesMomentum: checked.scheduler.value.cycles,
      keepsStatistics: valueIn(fitted)?.keepsStatistics ?? false,
      classes: checked.opened.value.shape.classes,
      parameters: valueIn(fitted)?.parameters,
      length: run && { epochs: run.epochs, stepsPerEpoch: run.perEpoch },
    };
    const written = [
      [dataAt, checked.data.value.parts],
      [modelAt, checked.model.value.parts],
      [lossAt, checked.loss.value.parts],
      [optimizerAt, checked.optimizer.value.parts],
      [schedulerAt, checked.scheduler.value.parts],
    ] as const;
    return {
      value: assemble(checked, plugins, basisOf(this.trainer), (warnable) => [
        ...single.warnings,
        ...warningsAt(schedulerAt, { ...warnable, beside }, registry),
        ...extremeRates(optimizerAt, checked.optimizer.value.parts),
        ...extremeRates(schedulerAt, checked.scheduler.value.parts),
        ...dataWarnings(dataAt, checked.opened.value),
        ...written.flatMap(([composed, own]) => idleParameters(composed, own, context, registry, valueIn(fitted)?.key)),
      ]),
    };
  }

  /** The issue of a run that does not fit into memory; undefined if it fits. */
  #tooLarge(
    { data, opened, model, loss, metrics, optimizer, training, scheduler }: CheckedSections,
    at: Readonly<Record<"training" | "model" | "data" | "optimizer", Composed>>,
  ): Issue<Span> | undefined {
    const { measure, registry } = this.#needs;
    if (measure === undefined) return undefined;
    const { limit, value: own } = training.value;
    const kept = once(at.optimizer, "memory", () => memoryKey(optimizer.value.value));
    const key = [data, model, loss, metrics].map(({ value }) => this.#numberOf(value.text)).join(" ");
    const footprint = known(this.#footprints, `${own.batch_size} ${scheduler.value.cycles} ${kept} ${key}`, () =>
      measure(
        configOf({ data, model, loss, metrics, optimizer, training }),
        opened.value.shape,
        scheduler.value.cycles,
        registry,
      ),
    );
    return memoryIssue(footprint, limit, at);
  }

  /** What PyTorch cannot train of a run that it is to train. */
  #torchIssues(checked: CheckedSections, at: Readonly<Record<TorchSection, Composed>>): readonly Issue<Span>[] {
    const { trainer } = this;
    if (trainer.kind !== "torch") return [];
    const { torch, registry } = this.#needs;
    const { data, opened, model, loss, metrics, optimizer, scheduler, training } = checked;
    const pieceOf = (section: TorchSection) => ({ composed: at[section], parts: checked[section].value.parts });
    const pieces = Object.fromEntries(TORCH_SECTIONS.map((section) => [section, pieceOf(section)])) as unknown;
    const config = () => configOf({ data, model, loss, metrics, optimizer, training }, scheduler.value.value);
    const { shape } = opened.value;
    const perEpoch = stepsPerEpoch(training.value.value, shape.training);
    const run = () => ({ config: config(), shape, stepsPerEpoch: perEpoch, cycles: scheduler.value.cycles });
    const around = [data, model, loss].map(({ value }) => this.#numberOf(value.text)).join(" ");
    const keyOf = (section: TorchSection) =>
      section === "scheduler" ? `${perEpoch}` : `${around} ${scheduler.value.cycles}`;
    const version = trainer.basis.torch;
    return torchIssues(run, pieces as Parameters<typeof torchIssues>[1], { torch, registry, version, keyOf });
  }

  /** What layers normalise by itself, in a batch or in a row. */
  #singleValues(
    { model, opened, optimizer, training }: CheckedSections,
    fitted: Fitted | undefined,
    composed: Composed,
    beside: readonly Composed[],
  ) {
    const { batch_size, drop_last } = training.value.value;
    const { average } = bindChain(optimizer.value.value, this.#needs.registry.optimizer);
    const batches = {
      batch_size,
      drop_last,
      rows: opened.value.shape,
      collects: average?.collectsStatistics ?? false,
    };
    return singleValues(composed, model.value, fitted?.singles ?? [], batches, beside);
  }

  /** A number for a text, for keys that are looked up at every point. */
  #numberOf(text: string): number {
    return known(this.#numbers, text, () => this.#numbers.size);
  }

  #open(composed: Composed, data: PartsPiece | undefined): Resolution<OpenedData> | undefined {
    if (data === undefined) return undefined;
    const known = this.#opened.get(data.text);
    if (known !== undefined) return { value: known };
    const opened = once(composed, "open", () =>
      openData(composed, data.parts, this.#needs.readFile, this.#needs.seeds),
    );
    if ("issues" in opened) return opened;
    this.#opened.set(data.text, opened.value);
    this.#measured.addData(opened.value);
    return opened;
  }

  /** Named metrics are checked even if the loss has errors. */
  #metricsOf(composed: Composed, loss: PartsPiece | undefined): Resolution<MetricsPiece> | undefined {
    const { registry } = this.#needs;
    if (loss !== undefined)
      return once(composed, `metrics of ${loss.text}`, () => metricsPiece(composed, loss, registry));
    if (composed.node === undefined) return undefined;
    return once(composed, OWN, () => partsPiece(composed, registry));
  }

  /** The columns of a run that measures these; undefined if unknown. */
  #columnsOf(metrics: readonly MetricPlan[] | undefined): readonly string[] | undefined {
    if (metrics === undefined) return undefined;
    const names = metrics.map(({ name }) => name);
    this.#measured.addMetrics(names);
    return metricColumns(names);
  }

  #groupsOf(
    composed: Composed,
    optimizer: PartsPiece | undefined,
    model: Fitted | undefined,
    beside: readonly Composed[],
  ): Resolution<Groups> | undefined {
    const groups = groupsFit(composed, optimizer, model, this.#needs.registry, beside);
    this.#scheduled.addGroups(valueIn(groups)?.names.slice(1) ?? []);
    return groups;
  }

  #schedule(composed: Composed, run: Run, beside: readonly Composed[]): Resolution<SchedulePiece> {
    const { epochs, perEpoch, validates, metrics, base } = run;
    // Only the number of base rates matters here; their values matter to formulas alone.
    const follows = once(composed, "follows", () => ({ is: mentionsBaseRate(composed.node) }));
    const rates = `${follows.is ? base?.lr.join() : base?.lr.length} ${base?.momentum !== undefined}`;
    const key = `run ${epochs} ${perEpoch} ${validates} ${metrics?.join()} ${rates}`;
    const scheduled = once(composed, key, () => schedulePiece(composed, this.#needs, run, beside));
    if ("value" in scheduled) this.#scheduled.addSchedule(scheduled.value, this.#needs.registry.scheduler);
    return scheduled;
  }
}

/** Warnings of the data set itself. */
const dataWarnings = (composed: Composed, { warnings = [] }: OpenedData): readonly Issue<Span>[] =>
  warnings.map(({ parameter, message, remedy }) => {
    const place = { path: parameter.split("."), of: "value" } as const;
    return issueIn(composed, issue("warning", place, `data: ${message}`, remedy));
  });

function runFor(
  training: Training | undefined,
  shape: DataShape,
  metrics: readonly string[] | undefined,
  base: Rates | undefined,
): Run | undefined {
  if (training === undefined) return undefined;
  const perEpoch = stepsPerEpoch(training, shape.training);
  return { epochs: training.epochs, perEpoch, validates: shape.validation > 0, metrics, base };
}

/** Key of what a section is by itself. */
const OWN = "own";

function known<T>(all: Map<string, T>, key: string, make: () => T): T {
  const found = all.get(key) ?? make();
  all.set(key, found);
  return found;
}

function valueIn<T>(resolution: Resolution<T> | undefined): T | undefined {
  return resolution !== undefined && "value" in resolution ? resolution.value : undefined;
}

function isWrong(resolution: Resolution<unknown> | undefined): boolean {
  return resolution !== undefined && "issues" in resolution;
}

function issuesIn(resolution: Resolution<unknown> | undefined): readonly Issue<Span>[] {
  return resolution !== undefined && "issues" in resolution ? resolution.issues : [];
}
