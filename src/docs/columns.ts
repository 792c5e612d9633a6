import type { Registry } from "../contracts/registry.ts";
import { columnSections } from "../tables/column-page.ts";
import { planOf } from "./trial.ts";

/** One with everything that brings columns: steps, momentum, param groups, a target, a pruner, test rows. */
const RICH = `data: {type: linear, features: 10, samples: 400, test: 0.1}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1, momentum: 0.9, groups: [{match: "*.bias", name: biases, lr: 0.05}]}
scheduler: {type: OneCycleLR, max_lr: 0.1}
training: {epochs: 50}
objective: {target: 0.1}
prune: median
grid: {optimizer.weight_decay: [0, 0.1]}
`;

/** One with fresh seeds, which do not go together with a pruner. */
const CONFIRMING = `data: {type: linear, features: 10, samples: 400}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 50}
grid: {optimizer.lr: [0.1, 0.3], scheduler: {constant: null, cosine: CosineAnnealingLR}}
compare: {confirm: 10}
`;

/** The columns of every table of results with their meanings, as Markdown: those of all experiments. */
export function columnTables(parts: Registry): string {
  return columnSections([planOf(parts, RICH), planOf(parts, CONFIRMING)], "###", (column) => column.kind ?? column);
}
