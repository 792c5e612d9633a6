import type { PartConfig, PhaseConfig, RunConfig, Training } from "../definition/config.ts";
import type { ReadFile } from "../definition/dataset.ts";
import type { LayerPart } from "../definition/layer.ts";
import type { LossPart } from "../definition/loss.ts";
import type { Registry } from "../definition/registry.ts";
import type { Shape } from "../tape/shape.ts";
import type { Composed } from "./compose.ts";
import type { Composer, Point } from "./composer.ts";
import type { Problem } from "./diagnostics.ts";
import { once } from "./memo.ts";
import {
  type Opened,
  openData,
  optimizerPiece,
  type PartsPiece,
  type Piece,
  partsPiece,
  schedulePiece,
  trainingPiece,
  tried,
} from "./pieces.ts";
import type { Resolution } from "./resolve.ts";

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
  /** By the canonical JSON of the parameters: files are read once. */
  readonly #opened = new Map<string, Resolution<Opened>>();

  constructor(composer: Composer, needs: CheckNeeds) {
    this.#composer = composer;
    this.#needs = needs;
  }

  check(point: Point): Resolution<CheckedPoint> {
    const { registry, engine } = this.#needs;
    const at = (section: Composed["section"]) => this.#composer.at(section, point);
    const own = <T>(composed: Composed, make: () => Resolution<T>) => once(composed, "", make);
    const data = own(at("data"), () => partsPiece(at("data"), registry));
    const opened = valueIn(data) && this.#open(at("data"), valueIn(data) as PartsPiece);
    const model = own(at("model"), () => partsPiece(at("model"), registry));
    const loss = own(at("loss"), () => partsPiece(at("loss"), registry));
    const optimizer = own(at("optimizer"), () => optimizerPiece(at("optimizer"), registry));
    const training = own(at("training"), () => trainingPiece(at("training"), engine));
    const shapes = this.#fit(at("model"), model, at("loss"), loss, valueIn(opened));
    const scheduler = this.#schedule(at("scheduler"), valueIn(training), valueIn(opened));
    const problems = [data, opened, model, loss, optimizer, training, ...shapes, scheduler].flatMap(problemsIn);
    if (problems.length > 0) return { problems };
    return { value: assemble({ data, opened, model, loss, optimizer, training, scheduler } as Checked) };
  }

  #open(composed: Composed, { parts, text }: PartsPiece): Resolution<Opened> {
    const known = this.#opened.get(text);
    if (known !== undefined && "value" in known) return known;
    const opened = once(composed, "open", () => openData(composed, parts, this.#needs.readFile));
    this.#opened.set(text, opened);
    return opened;
  }

  #schedule(composed: Composed, training: Piece<Training> | undefined, opened: Opened | undefined) {
    if (training === undefined) return undefined;
    const span = { epochs: training.value.epochs, validates: opened === undefined || opened.shape.validation > 0 };
    const key = `${span.epochs} ${span.validates}`;
    return once(composed, key, () => schedulePiece(composed, this.#needs.registry, span));
  }

  /** Whether the data go through the model and into the loss. */
  #fit(
    modelAt: Composed,
    model: Resolution<PartsPiece>,
    lossAt: Composed,
    loss: Resolution<PartsPiece>,
    opened: Opened | undefined,
  ): readonly (Resolution<unknown> | undefined)[] {
    const layers = valueIn(model);
    if (layers === undefined || opened === undefined) return [];
    const { features, targets } = opened.shape;
    const output = once(modelAt, features.join(), () => outputOf(modelAt, layers, features));
    const shape = valueIn(output);
    const parts = valueIn(loss)?.parts;
    if (shape === undefined || parts === undefined) return [output];
    const fits = once(lossAt, `${shape.join()} ${targets.join()}`, () =>
      tried(lossAt, parts, () => {
        for (const { part, config } of parts) (part as LossPart).plan(config, shape, targets);
      }),
    );
    return [output, fits];
  }
}

/** The shape that comes out of the model. */
function outputOf(composed: Composed, { parts }: PartsPiece, features: Shape): Resolution<Shape> {
  let shape = features;
  for (const resolved of parts) {
    const next = tried(composed, [resolved], () => (resolved.part as LayerPart).plan(resolved.config, shape).output);
    if ("problems" in next) return next;
    shape = next.value;
  }
  return { value: shape };
}

interface Checked {
  readonly data: { readonly value: PartsPiece };
  readonly opened: { readonly value: Opened };
  readonly model: { readonly value: PartsPiece };
  readonly loss: { readonly value: PartsPiece };
  readonly optimizer: { readonly value: PartsPiece };
  readonly scheduler: { readonly value: Piece<readonly PhaseConfig[]> };
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
  const one = ({ value: { text } }: { readonly value: PartsPiece }) => text.slice(1, -1);
  const text = `{"data":${one(data)},"loss":${one(loss)},"model":${model.value.text},"optimizer":${optimizer.value.text},"scheduler":${scheduler.value.text},"training":${training.value.text}}`;
  return { config, text, data: opened.value };
}

function valueIn<T>(resolution: Resolution<T> | undefined): T | undefined {
  return resolution !== undefined && "value" in resolution ? resolution.value : undefined;
}

function problemsIn(resolution: Resolution<unknown> | undefined): readonly Problem[] {
  return resolution !== undefined && "problems" in resolution ? resolution.problems : [];
}
