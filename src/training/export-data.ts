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
export function dataOf({ training: options }: RunConfig, source: DataSource, seed: number): RunData {
  const { epochs, shuffle } = options;
  const rows = source.shape.training;
  const orders = new Orders();
  const order = shuffle ? new Int32Array(epochs * rows) : undefined;
  for (let epoch = 0; order && epoch < epochs; epoch++) order.set(orders.shuffled(seed, rows, epoch + 1), epoch * rows);
  const { fresh } = source;
  if (fresh === undefined) {
    const { training, ...held } = source.load(seed);
    return { training: [training], ...held, order };
  }
  const training = Array.from({ length: epochs }, (_, epoch) => copied(fresh(seed, epoch + 1)));
  return { training, validation: undefined, order };
}

/** What is drawn anew may take the place of what was drawn before. */
const copied = ({ rows, x, y }: Samples): Samples => ({ rows, x: x.slice(), y: y.slice() });
