import type { ChainPart } from "./chain.ts";
import type { DatasetPart } from "./dataset.ts";
import type { LayerPart } from "./layer.ts";
import type { LossPart } from "./loss.ts";
import type { MetricPart } from "./metric.ts";
import type { PartsOf } from "./part.ts";
import type { SchedulerPart } from "./scheduler.ts";

/** All parts, by slot and by the name a user writes. */
export interface Registry {
  readonly data: PartsOf<DatasetPart>;
  readonly layer: PartsOf<LayerPart>;
  readonly loss: PartsOf<LossPart>;
  readonly metric: PartsOf<MetricPart>;
  /** Optimizers, and the transforms that may stand before one. */
  readonly optimizer: PartsOf<ChainPart>;
  readonly scheduler: PartsOf<SchedulerPart>;
}
