import type { Change, HeededParts, Unheeded } from "./table.ts";

const held: Readonly<Record<"validation" | "test" | "seed", Change>> = {
  validation: [0.2, { share: 0.4 }],
  test: [0.2, { folds: 3, fold: 0 }],
  seed: [0, 1],
};
const samples: Change = [20, 24];
const noise: Change = [0, 0.5];
const drawn = { samples, ...held };
const classes = (arms: number) => ({ loss: "CrossEntropyLoss", model: [{ type: "Linear", out_features: arms }] });
const IMAGES = { loss: "CrossEntropyLoss", model: ["Flatten", { type: "Linear", out_features: 10 }] };

/** Each is trained with a Linear and MSELoss unless it says otherwise. */
export const datasets: HeededParts = {
  blobs: {
    base: { samples: 20 },
    around: classes(3),
    changes: { ...drawn, centers: [3, 2], features: [2, 3], spread: [1, 0.1] },
  },
  cifar: {
    base: { path: "cifar.bin", validation: 0.25 },
    around: IMAGES,
    changes: {
      path: ["cifar.bin", "cifar-2.bin"],
      labels: ["cifar10", "fine"],
      samples: [8, 6, { validation: 0.5 }],
      validation: [0.25, 0.5],
      test: [0.25, 0.5, { validation: 0 }],
      seed: [0, 1, { validation: 0.25 }],
    },
  },
  csv: {
    base: { path: "cars.csv", target: "mpg", drop: ["kind"] },
    changes: {
      path: ["cars.csv", "more-cars.csv"],
      target: ["mpg", "hp"],
      features: [["hp"], ["hp", "wt"], { drop: [] }],
      drop: [["kind"], ["kind", "wt"]],
      task: ["regression", "classification"],
      one_hot: [["kind"], ["kind", "wt"], { drop: [] }],
      max_categories: [9, 2, { drop: [], one_hot: ["kind"] }],
      standardize: [true, false],
      missing_values: [["NA"], ["NA", -1], { path: "gaps.csv", missing: "mean" }],
      missing: ["mean", { fill: 1 }, { path: "gaps.csv" }],
      delimiter: [";", "tab", { path: "excel.csv" }],
      decimal: [",", ".", { path: "excel.csv" }],
      header: [true, false],
      encoding: ["windows-1252", "utf-8", { path: "excel.csv" }],
      ...held,
    },
  },
  friedman: { base: { samples: 20 }, changes: { ...drawn, features: [5, 6], noise } },
  glyphs: {
    base: { samples: 80 },
    around: IMAGES,
    changes: { ...drawn, samples: [80, 90], shift: [4, 1], scale: [0.3, 0.1], noise: [0.3, 0.1] },
  },
  idx: {
    base: { path: "images.idx", labels: "labels.idx", validation: 0.4 },
    around: { ...IMAGES, model: ["Flatten", { type: "Linear", out_features: 3 }] },
    changes: {
      path: ["images.idx", "images-2.idx"],
      labels: ["labels.idx", "labels-2.idx"],
      samples: [9, 8],
      ...held,
      validation: [0.4, { folds: 3, fold: 1 }],
      test: [0.3, 0.4, { validation: 0 }],
    },
  },
  linear: { base: { features: 3, samples: 20 }, changes: { ...drawn, features: [3, 4], targets: [1, 2], noise } },
  noise: { base: { features: 3, samples: 8 }, changes: { features: [3, 4], samples: [8, 9], targets: [1, 2] } },
  npy: {
    base: { path: "vectors.npy", target: "numbers.npy" },
    changes: {
      path: ["vectors.npy", "vectors-2.npy"],
      target: ["numbers.npy", "numbers-2.npy"],
      samples: [8, 7],
      ...held,
    },
  },
  npz: {
    base: { path: "all.npz" },
    changes: { path: ["all.npz", "all-2.npz"], features: ["x", "x2"], target: ["y", "y2"], samples: [8, 7], ...held },
  },
  sines: { base: { samples: 20 }, changes: { ...drawn, waves: [4, 2], noise } },
  spirals: { base: { samples: 20 }, around: classes(2), changes: { ...drawn, arms: [2, 3], turns: [1, 2], noise } },
  text: {
    base: { path: "text.txt", context: 4 },
    around: {
      loss: "CrossEntropyLoss",
      model: [
        { type: "Embedding", embedding_dim: 3 },
        { type: "Linear", out_features: 5 },
      ],
    },
    changes: { path: ["text.txt", "text-2.txt"], context: [4, 5], ...held },
  },
  two_moons: { base: { samples: 20 }, around: classes(2), changes: { ...drawn, noise } },
};

const whole = { validation: 0 };
const seed: Change = [0, 1, whole];
const without = (type: string) =>
  ({ type, parameter: "seed", change: [0, 1, { ...datasets[type]?.base, ...whole }] }) as const;

export const idleDatasets: readonly Unheeded[] = [
  { ...without("csv"), around: {} },
  without("npy"),
  {
    type: "npy",
    parameter: "seed",
    change: [0, 1, { validation: { path: "vectors-2.npy", target: "numbers-2.npy" } }],
  },
  { type: "npy", parameter: "seed", change: ["per seed", 0, { validation: { folds: 3, fold: 0 } }] },
  { type: "noise", parameter: "seed", change: ["per seed", "per seed"] },
  without("npz"),
  { ...without("idx"), around: datasets.idx?.around ?? {} },
  { ...without("cifar"), around: datasets.cifar?.around ?? {} },
  { ...without("text"), around: datasets.text?.around ?? {} },
  { ...without("two_moons"), around: classes(2) },
  { type: "spirals", parameter: "seed", change: [seed[0], seed[1], { samples: 20, ...whole }], around: classes(2) },
  {
    type: "csv",
    parameter: "drop",
    change: [["kind"], ["kind", "wt"], { path: "cars.csv", target: "mpg", features: ["hp"] }],
  },
];
