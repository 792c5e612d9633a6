import type { RunConfig } from "../contracts/config.ts";
import type { DataShape, Preparation } from "../contracts/dataset.ts";
import type { Registry } from "../contracts/registry.ts";
import type { EpochColumns } from "../tables/csv.ts";
import type { WrittenMetric } from "./metrics.ts";

/** What a script is written of. */
export interface RunToWrite {
  readonly id: string;
  /** Which point of which experiment: "decay-strategies, optimizer.lr = 0.3, scheduler = cosine, seed 0". */
  readonly title: string;
  /** Of lrsweep. */
  readonly version: string;
  /** The PyTorch that runs the script. Default: the newest. */
  readonly torch?: string;
  readonly parts: Registry;
  readonly config: RunConfig;
  readonly shape: DataShape;
  /** Whether every epoch has rows of its own. */
  readonly isFresh: boolean;
  /** What became of the values of its data's file. */
  readonly preparation?: Preparation | undefined;
  readonly stepsPerEpoch: number;
  /** Where it left off before its last epoch, and why, unless the script comes to see that itself. */
  readonly earlyEnd: { readonly epochs: number; readonly why: string } | undefined;
  /** The columns of what was recorded. */
  readonly columns: EpochColumns;
  /** Whether its schedule sets momentum. Default: whether that is a column. */
  readonly cycles?: boolean;
  /** The key of a layer's random stream; empty where it has none. @param layer as in state_dict: "2" or "2.0" */
  readonly keyOf: (layer: string) => readonly number[];
}

/** Rows of a batch; the last one of an epoch may have fewer. */
export function batchSizeOf({ config, shape }: Pick<RunToWrite, "config" | "shape">): number {
  const { batch_size } = config.training;
  return batch_size === "full" ? shape.training : batch_size;
}

/** How targets and outputs meet. */
export interface ExportTask {
  /** Targets are indices of classes, shares of yes, or numbers. */
  readonly kind: "classes" | "binary" | "numbers";
  /** Those recorded that the script measures, too. */
  readonly metrics: readonly WrittenMetric[];
  /** Whether a sample has several outputs of classes, in lines. */
  readonly isSequence: boolean;
}
