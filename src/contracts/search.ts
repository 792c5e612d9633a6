import Type, { type Static, type TObject } from "typebox";

/** A way to choose points, or to end runs early, by the name a user writes. */
export interface Kind {
  readonly description: string;
  readonly source: string;
  /** Without `type`. */
  readonly params: TObject;
}

/** How the values of a path are drawn, by the key that stands for it. */
export const DISTRIBUTIONS = {
  uniform: "[low, high], or [low, high, step]: all values in between are as likely.",
  log_uniform: "[low, high], both above 0: all orders of magnitude in between are as likely.",
  int_uniform: "[low, high], or [low, high, step]: whole numbers, both ends included.",
  log_int_uniform: "[low, high], from 1: whole numbers, both ends included, small ones more often.",
  choice: "A list of values, or named variants as in grid.",
} as const;

export type DistributionName = keyof typeof DISTRIBUTIONS;

const bounds = (description: string) =>
  Type.Optional(Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description }));
const steps = (description: string) =>
  Type.Optional(Type.Array(Type.Number(), { minItems: 2, maxItems: 3, description }));

/** What may stand at a path of a space. */
export const distributionSchema = Type.Object(
  {
    uniform: steps(DISTRIBUTIONS.uniform),
    log_uniform: bounds(DISTRIBUTIONS.log_uniform),
    int_uniform: steps(DISTRIBUTIONS.int_uniform),
    log_int_uniform: bounds(DISTRIBUTIONS.log_int_uniform),
    choice: Type.Optional(
      Type.Union([Type.Array(Type.Unknown(), { minItems: 1 }), Type.Object({}, { minProperties: 1 })], {
        description: DISTRIBUTIONS.choice,
      }),
    ),
  },
  { minProperties: 1, maxProperties: 1, additionalProperties: false, description: "One distribution." },
);

const common = {
  runs: Type.Integer({
    minimum: 1,
    description: "Points to try for each point of the grid; each is trained with every seed.",
  }),
  seed: Type.Integer({ minimum: 0, default: 0, description: "Draws the points. No seed of a run." }),
  space: Type.Object(
    {},
    { minProperties: 1, description: "What to search: a distribution by the path that it is for, as optimizer.lr." },
  ),
};

/** Ways to search. */
export const SEARCHES = {
  random: {
    description: "Draws every point by itself.",
    source: "Bergstra and Bengio, Random Search for Hyper-Parameter Optimization, 2012.",
    params: Type.Object({ ...common }),
  },
  sobol: {
    description: "Spreads the points evenly over the space: Sobol's sequence, scrambled by the seed.",
    source: "Joe and Kuo, Constructing Sobol sequences with better two-dimensional projections, 2008; Owen, 1995.",
    params: Type.Object({ ...common }),
  },
  tpe: {
    description: "Learns from the results of earlier batches where good points are: tree-structured Parzen estimators.",
    source: "Bergstra et al., Algorithms for Hyper-Parameter Optimization, 2011; optuna.samplers.TPESampler.",
    params: Type.Object({
      ...common,
      batch: Type.Integer({
        minimum: 1,
        default: 8,
        description: "Points chosen at once, from the results of all batches before, however many threads there are.",
      }),
      n_startup_trials: Type.Integer({
        minimum: 1,
        default: 10,
        description: "Points drawn at random before it learns.",
      }),
      n_ei_candidates: Type.Integer({
        minimum: 1,
        default: 24,
        description: "Candidates of which each value is the best.",
      }),
    }),
  },
} as const satisfies Readonly<Record<string, Kind>>;

const min_resource = Type.Integer({ minimum: 1, default: 1, description: "Epochs before the first decision." });
const cohort = Type.Optional(
  Type.Integer({
    minimum: 2,
    description:
      "Variants, in the order of the plan, that are judged against each other. Default: all, or the batch of a search by tpe.",
  }),
);
const factor = (initial: number) =>
  Type.Integer({
    minimum: 2,
    default: initial,
    description: "Of so many variants one goes on, and for so many times as many epochs.",
  });

/** Ways to end the runs of variants that do badly. A variant is judged by the mean of the objective over its seeds. */
export const PRUNINGS = {
  successive_halving: {
    description: "Trains all for a few epochs, the best of them for some more, and so on.",
    source:
      "Jamieson and Talwalkar, Non-stochastic Best Arm Identification, 2016; optuna.pruners.SuccessiveHalvingPruner.",
    params: Type.Object({
      min_resource,
      reduction_factor: factor(4),
      min_early_stopping_rate: Type.Integer({
        minimum: 0,
        default: 0,
        description: "Decisions to leave out at the beginning.",
      }),
      cohort,
    }),
  },
  hyperband: {
    description:
      "Successive halving several times over, with ever later first decisions, in case early epochs mislead.",
    source: "Li et al., Hyperband, 2018; optuna.pruners.HyperbandPruner.",
    params: Type.Object({ min_resource, reduction_factor: factor(3), cohort }),
  },
  median: {
    description:
      "Ends a variant that is worse than the median, at the same epoch, of those of earlier cohorts that were trained to their end.",
    source: "Golovin et al., Google Vizier, 2017; optuna.pruners.MedianPruner.",
    params: Type.Object({
      n_startup_trials: Type.Integer({
        minimum: 1,
        default: 5,
        description: "Variants that must have been trained to their end before any is judged.",
      }),
      n_warmup_steps: Type.Integer({ minimum: 1, default: 1, description: "Epochs before the first decision." }),
      interval_steps: Type.Optional(
        Type.Integer({
          minimum: 1,
          description:
            "Epochs between decisions. Default: each is at twice the epoch of the one before, as what goes on is trained from its start.",
        }),
      ),
      cohort: Type.Integer({
        minimum: 2,
        default: 8,
        description: "Variants, in the order of the plan, that are trained side by side.",
      }),
    }),
  },
} as const satisfies Readonly<Record<string, Kind>>;

type Settings<K extends Readonly<Record<string, Kind>>> = {
  readonly [T in keyof K]: { readonly type: T } & Static<K[T]["params"]>;
}[keyof K];

/** A search as resolved: its type, and the parameters with their defaults. */
export type Search = Settings<typeof SEARCHES>;

/** A pruning as resolved. */
export type Pruning = Settings<typeof PRUNINGS>;
