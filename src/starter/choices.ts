/** The task of an experiment. */
export type Task = "regression" | "classification";
export const TASKS = ["regression", "classification"] as const satisfies readonly Task[];

/** Something to choose, by the word that a user types. */
export interface Choice {
  /** A few words for the list of choices and for the comment in the file. */
  readonly says: string;
}

/** Generated data, which needs no file. */
interface Generated extends Choice {
  readonly task: Task;
  readonly classes?: number;
  readonly samples: number;
  readonly params: Readonly<Record<string, number>>;
}

/** The first one of each task is its default. */
export const DATA = {
  sines: { says: "a wavy curve over one feature", task: "regression", samples: 512, params: { noise: 0.1 } },
  friedman: {
    says: "a smooth function of five of ten features",
    task: "regression",
    samples: 512,
    params: { noise: 1 },
  },
  linear: {
    says: "a linear function of ten features",
    task: "regression",
    samples: 512,
    params: { features: 10, noise: 0.1 },
  },
  spirals: {
    says: "three spirals wound around each other",
    task: "classification",
    classes: 3,
    samples: 600,
    params: { arms: 3, noise: 0.03 },
  },
  two_moons: {
    says: "two interlocking half circles",
    task: "classification",
    classes: 2,
    samples: 512,
    params: { noise: 0.15 },
  },
  blobs: {
    says: "four overlapping clouds",
    task: "classification",
    classes: 4,
    samples: 512,
    params: { centers: 4, spread: 3 },
  },
} as const satisfies Readonly<Record<string, Generated>>;

interface ModelChoice extends Choice {
  /** The layers before the last one. */
  readonly layers: readonly (string | { readonly type: string; readonly out_features: number })[];
}

const HIDDEN = { type: "Linear", out_features: 32 };

export const MODELS = {
  mlp: { says: "two hidden layers of 32 units", layers: [HIDDEN, "Tanh", HIDDEN, "Tanh"] },
  linear: { says: "one linear layer: linear or logistic regression", layers: [] },
} as const satisfies Readonly<Record<string, ModelChoice>>;

interface Optimizer extends Choice {
  readonly lr: number;
  readonly params: Readonly<Record<string, number>>;
}

export const OPTIMIZERS = {
  Adam: { says: "works well even if the rate is a little off", lr: 0.01, params: {} },
  AdamW: { says: "Adam with decoupled weight decay", lr: 0.01, params: {} },
  SGD: { says: "plain gradient descent, with momentum", lr: 0.01, params: { momentum: 0.9 } },
} as const satisfies Readonly<Record<string, Optimizer>>;

/** A part, as written in a file. */
type WrittenPart = Readonly<Record<string, string | number>> | null;

interface ScheduleChoice extends Choice {
  /** Its name in the grid and in the CSV files. */
  readonly variant: string;
  /** A part, or phases. */
  readonly write: (run: { readonly epochs: number }) => WrittenPart | readonly WrittenPart[];
}

const share = (epochs: number, of: number) => Math.max(1, Math.round(epochs / of));

export const SCHEDULES = {
  constant: { says: "the rate never changes", variant: "constant", write: () => null },
  step: {
    says: "divides the rate by 10 after each third of the run",
    variant: "step",
    write: ({ epochs }) => ({ type: "StepLR", step_size: share(epochs, 3), gamma: 0.1 }),
  },
  exponential: {
    says: "multiplies the rate by the same factor every epoch",
    variant: "exponential",
    write: () => ({ type: "ExponentialLR", gamma: 0.9 }),
  },
  cosine: {
    says: "lowers the rate to 0 along half a cosine",
    variant: "cosine",
    write: () => ({ type: "CosineAnnealingLR" }),
  },
  "warm-up": {
    says: "raises the rate for a tenth of the run, then follows a cosine",
    variant: "warm-up, then cosine",
    write: ({ epochs }) => [
      { type: "LinearLR", start_factor: 0.1, epochs: share(epochs, 10) },
      { type: "CosineAnnealingLR" },
    ],
  },
  plateau: {
    says: "lowers the rate whenever the loss stops falling",
    variant: "plateau",
    write: ({ epochs }) => ({ type: "ReduceLROnPlateau", factor: 0.3, patience: Math.floor(epochs / 10) }),
  },
  "one-cycle": {
    says: "raises the rate to three times its value, then lowers it almost to 0",
    variant: "one cycle",
    // Follows the rate where that is an axis.
    write: () => ({ type: "OneCycleLR", max_lr: "3 * lr" }),
  },
} as const satisfies Readonly<Record<string, ScheduleChoice>>;

export type DataName = keyof typeof DATA;
export type ModelName = keyof typeof MODELS;
export type OptimizerName = keyof typeof OPTIMIZERS;
export type ScheduleName = keyof typeof SCHEDULES;

export const DEFAULT_SCHEDULES: readonly ScheduleName[] = ["constant", "step", "cosine", "warm-up", "plateau"];

export const namesOf = <Name extends string>(choices: Readonly<Record<Name, Choice>>) => Object.keys(choices) as Name[];
