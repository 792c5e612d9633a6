import { type PartConfig, type RunConfig, stepsPerEpoch, type Training } from "../definition/config.ts";
import type { DataShape, ReadFile } from "../definition/dataset.ts";
import type { Registry } from "../definition/registry.ts";
import type { Rates } from "../definition/scheduler.ts";
import type { Composed } from "./compose.ts";
import type { Composer, Point } from "./composer.ts";
import type { Problem } from "./diagnostics.ts";
import { lossFit, outputOf } from "./fit.ts";
import { once } from "./memo.ts";
import {
  type Opened,
  openData,
  optimizerPiece,
  type PartsPiece,
  type Piece,
  partsPiece,
  type SchedulePiece,
  schedulePiece,
  trainingPiece,
} from "./pieces.ts";
import type { Resolution } from "./resolve.ts";
import type { Run } from "./schedule.ts";
import type { Section } from "./sections.ts";

/** A point that can be run. */
export interface CheckedPoint {
  readonly config: RunConfig;
  /** The configuration as canonical JSON. */
  readonly text: string;
  readonly data: Opened;
}

export interface CheckNeeds {
  readonly registry: Registry;
  readonly readFile: ReadFile;
  /** What `engine: auto` stands for. */
  readonly engine: "wasm";
}

/** Checks points of the grid. What points share is checked once: sections, and pairs of sections that must fit. */
export class Checker {
  readonly #composer: Composer;
  readonly #needs: CheckNeeds;
  /** By the canonical JSON of the parameters. */
  readonly #opened = new Map<string, Opened>();

  #validates = true;
  #isPerStep = false;
  #cycles = false;

  constructor(composer: Composer, needs: CheckNeeds) {
    this.#composer = composer;
    this.#needs = needs;
  }

  /** Whether all points checked so far hold rows out for validation. */
  get validates(): boolean {
    return this.#validates;
  }

  /** The rate columns that the points checked so far need. */
  get rates(): readonly string[] {
    return ["lr", ...(this.#isPerStep ? ["lr_end"] : []), ...(this.#cycles ? ["momentum"] : [])];
  }

  check(point: Point): Resolution<CheckedPoint> {
    const { registry, engine } = this.#needs;
    const at = (section: Section) => this.#composer.at(section, point);
    const [dataAt, modelAt, lossAt, optimizerAt] = [at("data"), at("model"), at("loss"), at("optimizer")];
    const trainingAt = at("training");
    const data = once(dataAt, OWN, () => partsPiece(dataAt, registry));
    const model = once(modelAt, OWN, () => partsPiece(modelAt, registry));
    const loss = once(lossAt, OWN, () => partsPiece(lossAt, registry));
    const optimizer = once(optimizerAt, OWN, () => optimizerPiece(optimizerAt, registry));
    const training = once(trainingAt, OWN, () => trainingPiece(trainingAt, engine));
    const opened = this.#open(dataAt, valueIn(data));
    const shape = valueIn(opened)?.shape;
    const output = shape && outputOf(modelAt, valueIn(model), shape.features, dataAt);
    const fit = shape && lossFit(lossAt, valueIn(loss), valueIn(output), shape.targets, [dataAt, modelAt]);
    const run = shape && runFor(valueIn(training)?.value, shape, valueIn(optimizer)?.base);
    const scheduler = run && this.#schedule(at("scheduler"), run, [trainingAt, dataAt, optimizerAt]);
    const all = [data, opened, model, loss, optimizer, training, output, fit, scheduler];
    if (all.some(isWrong)) return { problems: all.flatMap(problemsIn) };
    return { value: assemble({ data, opened, model, loss, optimizer, training, scheduler } as Checked) };
  }

  #open(composed: Composed, data: PartsPiece | undefined): Resolution<Opened> | undefined {
    if (data === undefined) return undefined;
    const known = this.#opened.get(data.text);
    if (known !== undefined) return { value: known };
    const opened = once(composed, "open", () => openData(composed, data.parts, this.#needs.readFile));
    if ("problems" in opened) return opened;
    this.#opened.set(data.text, opened.value);
    if (opened.value.shape.validation === 0) this.#validates = false;
    return opened;
  }

  #schedule(composed: Composed, run: Run, beside: readonly Composed[]): Resolution<SchedulePiece> {
    const { epochs, perEpoch, validates, base } = run;
    // Of the base rates only their number matters here.
    const key = `run ${epochs} ${perEpoch} ${validates} ${base?.lr.length} ${base?.momentum !== undefined}`;
    const scheduled = once(composed, key, () => schedulePiece(composed, this.#needs, run, beside));
    if ("value" in scheduled) {
      this.#isPerStep ||= scheduled.value.isPerStep;
      this.#cycles ||= scheduled.value.cycles;
    }
    return scheduled;
  }
}

function runFor(training: Training | undefined, shape: DataShape, base: Rates | undefined): Run | undefined {
  if (training === undefined) return undefined;
  const perEpoch = stepsPerEpoch(training, shape.training);
  return { epochs: training.epochs, perEpoch, validates: shape.validation > 0, base };
}

/** Key of what a section is by itself. */
const OWN = "own";

interface Checked {
  readonly data: { readonly value: PartsPiece };
  readonly opened: { readonly value: Opened };
  readonly model: { readonly value: PartsPiece };
  readonly loss: { readonly value: PartsPiece };
  readonly optimizer: { readonly value: PartsPiece };
  readonly scheduler: { readonly value: SchedulePiece };
  readonly training: { readonly value: Piece<Training> };
}

function assemble({ data, opened, model, loss, optimizer, scheduler, training }: Checked): CheckedPoint {
  const config: RunConfig = {
    data: data.value.value[0] as PartConfig,
    model: model.value.value,
    loss: loss.value.value[0] as PartConfig,
    optimizer: optimizer.value.value,
    scheduler: scheduler.value.value,
    training: training.value.value,
  };
  // Brackets off: data and loss are single.
  const one = ({ value: { text } }: { readonly value: PartsPiece }) => text.slice(1, -1);
  const text = () =>
    `{"data":${one(data)},"loss":${one(loss)},"model":${model.value.text},"optimizer":${optimizer.value.text},"scheduler":${scheduler.value.text},"training":${training.value.text}}`;
  return {
    config,
    get text() {
      return text();
    },
    data: opened.value,
  };
}

function valueIn<T>(resolution: Resolution<T> | undefined): T | undefined {
  return resolution !== undefined && "value" in resolution ? resolution.value : undefined;
}

function isWrong(resolution: Resolution<unknown> | undefined): boolean {
  return resolution !== undefined && "problems" in resolution;
}

function problemsIn(resolution: Resolution<unknown> | undefined): readonly Problem[] {
  return resolution !== undefined && "problems" in resolution ? resolution.problems : [];
}
