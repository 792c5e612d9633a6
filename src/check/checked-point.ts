import { type RunConfig, stepsPerEpoch, type TrainedConfig } from "../contracts/config.ts";
import type { Sampling } from "../contracts/sampling.ts";
import type { Rates } from "../contracts/scheduler.ts";
import { type Basis, basisText } from "../experiment/trained-by.ts";
import type { Issue, Span } from "../issues/issue.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Groups } from "./fit.ts";
import type { PartsPiece } from "./piece.ts";
import type { MetricsPiece, OpenedData } from "./pieces.ts";
import type { SchedulePiece } from "./schedule-piece.ts";
import type { TrainingPiece } from "./training-piece.ts";
import type { Warnable } from "./warn.ts";

/** A point that can be run. */
export interface CheckedPoint {
  readonly config: TrainedConfig;
  /** The configuration as canonical JSON. */
  readonly text: string;
  /** Of its data and of PyTorch's version, or of the files that its program depends on. */
  readonly digest: string;
  /** Optimizer steps of an epoch; 1 where only a program knows, and no rate depends on it. */
  readonly stepsPerEpoch: number;
  /** Where its rows come from; undefined where nothing is known of them. */
  readonly sampling: Sampling | undefined;
  /** Digests of the plugins that it uses. */
  readonly plugins: readonly string[];
  /** The optimizer's own rates, one per param group. */
  readonly base: Rates;
  /** Warnings: what is allowed but probably not intended. */
  readonly warnings: readonly Issue<Span>[];
}

/** The sections of a point, all without errors. */
export interface CheckedSections {
  readonly data: { readonly value: PartsPiece };
  readonly opened: { readonly value: OpenedData };
  readonly model: { readonly value: PartsPiece };
  readonly loss: { readonly value: PartsPiece };
  readonly metrics: { readonly value: MetricsPiece };
  readonly optimizer: { readonly value: PartsPiece };
  readonly groups: { readonly value: Groups };
  readonly scheduler: { readonly value: SchedulePiece };
  readonly training: { readonly value: TrainingPiece };
}

/** A run's configuration. @param scheduler its phases */
export function configOf(
  { data, model, loss, metrics, optimizer, training }: Omit<CheckedSections, "opened" | "groups" | "scheduler">,
  scheduler: RunConfig["scheduler"] = [],
): RunConfig {
  return {
    data: itemAt(data.value.value, 0),
    model: model.value.value,
    loss: itemAt(loss.value.value, 0),
    metrics: metrics.value.value,
    optimizer: optimizer.value.value,
    scheduler,
    training: training.value.value,
  };
}

/** What makes a checked point, apart from what is worked out when it is asked for. */
type PointFacts = Omit<CheckedPoint, "text" | "warnings">;

// A class, for the reason that `piece.ts` gives.
class OnDemand implements Pick<CheckedPoint, "text" | "warnings"> {
  constructor(
    private readonly textOf: () => string,
    private readonly warn: () => readonly Issue<Span>[],
  ) {}

  get text(): string {
    return this.textOf();
  }

  get warnings(): readonly Issue<Span>[] {
    return this.warn();
  }
}

/** @param textOf gives its configuration as canonical JSON @param warn computes its warnings, when they are first read */
export const checkedPoint = (
  facts: PointFacts,
  textOf: () => string,
  warn: () => readonly Issue<Span>[],
): CheckedPoint => Object.assign(new OnDemand(textOf, warn), facts);

/**
 * @param basis what it depends on besides its configuration and data
 * @param warn computes its warnings, when they are first read
 */
export function assemble(
  { data, opened, model, loss, metrics, optimizer, groups, scheduler, training }: CheckedSections,
  plugins: readonly string[],
  basis: Basis | undefined,
  warn: (warnable: Omit<Warnable, "beside">) => readonly Issue<Span>[],
): CheckedPoint {
  const config = configOf({ data, model, loss, metrics, optimizer, training }, scheduler.value.value);
  // Brackets off: data and loss are single.
  const one = ({ value: { text } }: { readonly value: PartsPiece }) => text.slice(1, -1);
  const measured = () => (metrics.value.text === "" ? "" : `"metrics":${metrics.value.text},`);
  const facts: PointFacts = {
    config,
    digest: basis === undefined ? opened.value.digest : `${opened.value.digest} ${basisText(basis)}`,
    sampling: opened.value.sampling,
    stepsPerEpoch: stepsPerEpoch(config.training, opened.value.shape.training),
    plugins,
    base: groups.value.base,
  };
  return checkedPoint(
    facts,
    () =>
      `{"data":${one(data)},"loss":${one(loss)},${measured()}"model":${model.value.text},"optimizer":${optimizer.value.text},"scheduler":${scheduler.value.text},"training":${training.value.text}}`,
    () =>
      warn({
        phases: config.scheduler,
        epochs: config.training.epochs,
        optimizer: optimizer.value,
        loss: loss.value,
        base: groups.value.base.lr,
      }),
  );
}
