import type { PartConfig } from "../../src/contracts/config.ts";
import type { DataShape, Samples } from "../../src/contracts/dataset.ts";
import { Machine } from "../../src/engine/machine.ts";
import { parts } from "../../src/parts.ts";
import { configure } from "../configuration.ts";

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** What a model of one line per sample, its input, gives for a metric: `outputs` [rows][values] against `y` [rows][values]. */
export function measured(
  metrics: readonly PartConfig[],
  loss: PartConfig,
  outputs: readonly (readonly number[])[],
  y: readonly (readonly number[])[],
  options: { classes?: number; features?: readonly number[]; batch?: number } = {},
) {
  const rows = outputs.length;
  const { classes, batch = rows, features = [outputs[0]?.length ?? 0] } = options;
  const width = features.at(-1) as number;
  const samples: Samples = { rows, x: Float32Array.from(outputs.flat()), y: Float32Array.from(y.flat()) };
  const shape: DataShape = {
    features,
    targets: [y[0]?.length ?? 0],
    training: rows,
    validation: rows,
    ...(classes === undefined ? {} : { classes }),
  };
  const machine = new Machine(parts);
  machine.load(samples, samples, shape);
  const config = configure({ model: [{ type: "Linear", out_features: width }], loss, metrics, batch_size: batch });
  const run = machine.prepare([config]);
  run.initialise(0);
  // The identity: what comes in is what the loss and the metrics see.
  const identity = Float32Array.from({ length: width * width }, (_, i) => Number(i % (width + 1) === 0));
  run.write(0, "0.weight", identity);
  run.write(0, "0.bias", new Float32Array(width));
  run.trainEpoch(Int32Array.from(range(rows)), Math.ceil(rows / batch), [{ lr: [0] }]);
  run.evaluate();
  return { train: run.trainingMetrics(0), val: run.validationMetrics(0) };
}
