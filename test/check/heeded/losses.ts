import type { Change, HeededParts } from "./table.ts";

const reduction: Change = ["mean", "sum"];
const CLASSES = {
  data: { type: "spirals", samples: 20, arms: 3, noise: 0.1 },
  model: [{ type: "Linear", out_features: 3 }],
};
const SCORES = { ...CLASSES, model: [...CLASSES.model, "LogSoftmax"] };
const weight: Change = [
  [1, 2, 3],
  [3, 2, 1],
];
const ignore_index: Change = [-100, 1];

export const losses: HeededParts = {
  BCEWithLogitsLoss: {
    around: { data: { type: "two_moons", samples: 20, noise: 0.1 } },
    changes: { pos_weight: [[1], [2]], reduction },
  },
  CrossEntropyLoss: { around: CLASSES, changes: { label_smoothing: [0, 0.1], ignore_index, weight, reduction } },
  HuberLoss: { changes: { delta: [1, 0.1], reduction } },
  L1Loss: { changes: { reduction } },
  MSELoss: { changes: { reduction } },
  MultiMarginLoss: { around: CLASSES, changes: { p: [1, 2], margin: [1, 0.5], weight, reduction } },
  NLLLoss: { around: SCORES, changes: { ignore_index, weight, reduction } },
  SmoothL1Loss: { changes: { beta: [1, 0.1], reduction } },
};
