import type { ChainPart } from "./chain.ts";
import type { DatasetPart } from "./dataset.ts";
import type { DistributionPart } from "./distribution.ts";
import type { LayerPart } from "./layer.ts";
import type { LossPart } from "./loss.ts";
import type { MetricPart } from "./metric.ts";
import type { PartsOf } from "./part.ts";
import type { PrunerPart } from "./pruner.ts";
import type { SchedulerPart } from "./scheduler.ts";
import type { SearchPart } from "./search.ts";

/** All parts, by slot and by the name a user writes. */
export interface Registry {
  readonly data: PartsOf<DatasetPart>;
  readonly layer: PartsOf<LayerPart>;
  readonly loss: PartsOf<LossPart>;
  readonly metric: PartsOf<MetricPart>;
  /** Optimizers, and the transforms that may stand before one. */
  readonly optimizer: PartsOf<ChainPart>;
  readonly scheduler: PartsOf<SchedulerPart>;
  readonly search: PartsOf<SearchPart>;
  readonly prune: PartsOf<PrunerPart>;
  /** What may stand at a path of a search space. */
  readonly distribution: Readonly<Record<string, DistributionPart>>;
}
