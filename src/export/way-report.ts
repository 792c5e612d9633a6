import { untrainedLossFunction } from "./loop.ts";
import { literal } from "./python.ts";
import { batchSizeOf } from "./run.ts";
import type { ScriptWay } from "./way.ts";

/**
 * A script that a process of ours trains with: it takes its arrays from there as tensors of the device that it trains on, and
 * reports every row as it comes. See src/torch/trainer.py, which hands it `lrsweep`.
 */
export const reporting: ScriptWay = {
  heading: () => "",
  imports: [],
  settings: (run) => `EPOCHS = ${literal(run.config.training.epochs)}
BATCH_SIZE = ${literal(batchSizeOf(run))}
NUDGE = lrsweep.nudge`,
  data: () => [],
  array: (name) => `lrsweep.arrays["${name}"]`,
  order: 'order = lrsweep.arrays["order"]',
  weights: ["model.load_state_dict(lrsweep.weights)", "model.to(lrsweep.device)"],
  criterion: ["criterion.to(lrsweep.device)"],
  before: ({ run, task }) => untrainedLossFunction(run, task, "lrsweep.weights"),
  lastEpoch: () => "lrsweep.epochs",
  keepsNorm: true,
  // Norms stay tensors until the epoch is over, so that no step waits for one.
  norm: "norms.append(torch.stack([p.grad.norm() for p in model.parameters()]).norm())",
  meanNorm: "sum(torch.stack(norms).tolist()) / len(norms)",
  measuresTests: true,
  afterRow: () => [
    "is_finite = math.isfinite(total) and all(p.isfinite().all() for p in model.parameters())",
    "if not lrsweep.report(row, is_finite, untrained_loss):",
    ["break"],
  ],
  ending: () => [],
};
