import type { RunConfig } from "../contracts/config.ts";
import type { DataSource, Preparation, Samples } from "../contracts/dataset.ts";
import { Orders } from "./orders.ts";

/** Everything that a run is trained on, in the order of its training. */
export interface RunData {
  /** One for all epochs, or one for each. */
  readonly training: readonly Samples[];
  readonly validation: Samples | undefined;
  readonly test?: Samples | undefined;
  /** int32 [epochs, rows]; undefined where they stay as they are. */
  readonly order: Int32Array | undefined;
  readonly preparation?: Preparation | undefined;
}

/** What a run of a seed would see. */
export function dataOf(config: RunConfig, source: DataSource, seed: number): RunData {
  return { ...rowsOf(config, source, seed), order: orderOf(config, source, seed) };
}

/** The rows of it. Without `fresh`, and unless the source has rows of its own for each seed, they are the same for all runs. */
export function rowsOf({ training }: RunConfig, source: DataSource, seed: number): Omit<RunData, "order"> {
  const { fresh } = source;
  if (fresh === undefined) {
    const { training, ...held } = source.load(seed);
    return { training: [training], ...held };
  }
  const epochs = Array.from({ length: training.epochs }, (_, epoch) => copied(fresh(seed, epoch + 1)));
  return { training: epochs, validation: undefined };
}

/** The order of its rows. The same for all runs of a seed and of so many epochs. */
export function orderOf({ training }: RunConfig, { shape }: DataSource, seed: number): RunData["order"] {
  const { epochs, shuffle } = training;
  if (!shuffle) return undefined;
  const rows = shape.training;
  const orders = new Orders();
  const order = new Int32Array(epochs * rows);
  for (let epoch = 0; epoch < epochs; epoch++) order.set(orders.shuffled(seed, rows, epoch + 1), epoch * rows);
  return order;
}

/** What is drawn anew may take the place of what was drawn before. */
const copied = ({ rows, x, y }: Samples): Samples => ({ rows, x: x.slice(), y: y.slice() });
