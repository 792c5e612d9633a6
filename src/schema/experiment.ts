import Type from "typebox";
import { metricColumnSchema } from "../contracts/metric.ts";
import type { Slot } from "../contracts/part.ts";
import { maxMemory } from "../experiment/memory.ts";

/** Keywords that JSON Schema does not have. A validator has to be told about them. */
export const OWN_KEYWORDS = ["slot", "many"] as const;

/**
 * A place for a part. This schema accepts any value there: each part is checked against the definition of its type.
 * @param slot the kind of part
 * @param many whether a list of parts is allowed, too
 */
function place(slot: Slot, many: boolean, description: string) {
  return Type.Unsafe<unknown>({ slot, many, description });
}

/** Of epochs and of seeds. Each makes a row or a run that is kept. */
export const MOST_REPEATS = 2_000_000;

/** How a run is trained. */
export const trainingSchema = Type.Object(
  {
    epochs: Type.Integer({
      minimum: 1,
      maximum: MOST_REPEATS,
      description: "Number of passes over the training rows.",
    }),
    batch_size: Type.Union([Type.Integer({ minimum: 1, maximum: 0x7fff_ffff }), Type.Literal("full")], {
      default: 32,
      description: "Rows per optimizer step. full means all rows, as does a number larger than that.",
    }),
    shuffle: Type.Boolean({ default: true, description: "Whether to shuffle the rows before each epoch." }),
    drop_last: Type.Boolean({
      default: false,
      description: "Whether to skip the last batch of an epoch if it is not full.",
    }),
    engine: Type.Enum(["auto", "portable", "torch"], {
      default: "auto",
      description:
        "What computes. auto: the fastest way of this machine, which is machine code on x86-64 and WebAssembly elsewhere. portable: always WebAssembly. Both give the same bits. torch: PyTorch.",
    }),
    device: Type.Optional(
      Type.Enum(["auto", "cpu", "cuda", "mps"], {
        description:
          "Where engine: torch computes. Default: auto, which is the first of cuda, mps and cpu that this machine has. Other engines have no device.",
      }),
    ),
    on_divergence: Type.Enum(["stop", "record"], {
      default: "stop",
      description:
        "What to do when a run diverges: stop it, or record its remaining epochs. A run diverges when a loss or a parameter is no longer finite, or by diverged_above.",
    }),
    diverged_above: Type.Number({
      minimum: 1,
      default: 1000,
      description:
        "A run has diverged when the training loss of an epoch is more than this many times the larger of the untrained model's loss and the first epoch's. It has no effect on noise data and with losses that may be below 0.",
    }),
    ...maxMemory,
  },
  { additionalProperties: false, description: "Settings of the training loop." },
);

const seedsSchema = Type.Union(
  [
    Type.Integer({ minimum: 1, maximum: MOST_REPEATS }),
    Type.Array(Type.Integer({ minimum: 0 }), { minItems: 1, uniqueItems: true }),
    Type.Object(
      {
        at_least: Type.Integer({ minimum: 2, maximum: MOST_REPEATS, description: "Seeds of every variant." }),
        at_most: Type.Integer({
          minimum: 3,
          maximum: MOST_REPEATS,
          description: "The most seeds of a variant. The number doubles from round to round, up to this.",
        }),
      },
      { additionalProperties: false },
    ),
  ],
  {
    default: 1,
    description:
      "Seeds for every variant: a count (5 means 0 to 4) or a list. {at_least: 5, at_most: 40} adds seeds in rounds, only to comparisons that have no answer yet.",
  },
);

export const objectiveSchema = Type.Object(
  {
    metric: Type.Optional(
      Type.Union(metricColumnSchema.anyOf, {
        description: "Column to rank by. Default: val_loss, or train_loss if no rows are held out.",
      }),
    ),
    mode: Type.Optional(
      Type.Enum(["min", "max"], {
        description: "Whether smaller or larger is better. Default: what suits the metric.",
      }),
    ),
    at: Type.Enum(["final", "best"], {
      default: "final",
      description: "Which epoch of a run counts: its last or its best.",
    }),
    target: Type.Optional(
      Type.Number({
        description:
          "Value to reach. The results then show how many epochs each variant needed. It does not change the ranking.",
      }),
    ),
  },
  { additionalProperties: false, description: "How variants are ranked." },
);

const baselineSchema = (description: string) => Type.Object({}, { minProperties: 1, description });

export const compareSchema = Type.Object(
  {
    axis: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "Axis whose values are compared, such as scheduler. Default: the axis that varies schedules. Needed if several do.",
      }),
    ),
    tune: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        uniqueItems: true,
        description:
          "Axes to tune: each schedule is compared at its best point on them. Default: the numeric axes below optimizer. Axes below scheduler always belong to their schedule; all others stay apart, with one comparison for each value.",
      }),
    ),
    baseline: Type.Optional(
      baselineSchema(
        "Values of some axes. Each variant is compared with the one that has these values and agrees with it on all other axes. Default: the first value of axis.",
      ),
    ),
    margin: Type.Union(
      [
        Type.Number({ exclusiveMinimum: 0 }),
        Type.Object({ absolute: Type.Number({ exclusiveMinimum: 0 }) }, { additionalProperties: false }),
      ],
      {
        default: 0.01,
        description:
          "Difference that is too small to matter, as a share of the baseline's figure, or {absolute: 0.02} in the unit of the objective. A variant shown to be within it is equivalent.",
      },
    ),
    test: Type.Enum(["auto", "permutation", "t", "wilcoxon"], {
      default: "auto",
      description:
        "What tests a difference: permutation flips the signs of the seeds' differences, t is the paired t-test, wilcoxon ranks. auto: permutation if there are enough seeds for it to reach 5 %, otherwise t. Splits and folds of one data set share rows; for them, auto and t are Nadeau and Bengio's corrected t-test.",
    }),
    scale: Type.Enum(["linear", "log"], {
      default: "linear",
      description: "Whether differences of figures are tested, or their ratios (log). Ratios need figures above 0.",
    }),
    confirm: Type.Optional(
      Type.Integer({
        minimum: 2,
        maximum: MOST_REPEATS,
        description:
          "Fresh seeds for a last test. After all other runs, each schedule is trained at its best point with so many more seeds, the whole numbers after the largest of seeds, and compared by them alone. Default: none.",
      }),
    ),
  },
  { additionalProperties: false, description: "What is compared, and with what." },
);

/** Generators of evenly spaced values for an axis, by their keys. */
export const GENERATORS = {
  linspace: "[first, last, count]: evenly spaced values, including both ends.",
  logspace: "[first, last, count]: powers of 10. first and last are exponents, and both are included.",
  geomspace: "[first, last, count]: values with a constant ratio, including both ends.",
  range: "[first, end, step]: first, first + step and so on, up to but not including end.",
} as const;

export type Generator = keyof typeof GENERATORS;

const triple = (description: string) =>
  Type.Optional(Type.Tuple([Type.Number(), Type.Number(), Type.Number()], { description }));

const axisSchema = Type.Union(
  [
    Type.Array(Type.Unknown(), { minItems: 1, description: "List of values." }),
    Type.Object(
      {
        linspace: triple(GENERATORS.linspace),
        logspace: triple(GENERATORS.logspace),
        geomspace: triple(GENERATORS.geomspace),
        range: triple(GENERATORS.range),
      },
      { minProperties: 1, description: "Named values, or one generator." },
    ),
  ],
  { description: "Values for the path that the key names. Paths joined by + vary together." },
);

const points = (description: string) =>
  Type.Optional(Type.Array(Type.Object({}, { minProperties: 1 }), { minItems: 1, description }));

export const gridSchema = Type.Object(
  {
    include: points(
      "Points to add. An entry extends all points whose axis values it leaves alone. If there are none, it becomes a point of its own.",
    ),
    exclude: points("Points to leave out. An entry removes all points that match every one of its keys."),
  },
  {
    additionalProperties: axisSchema,
    description: "Axes to vary. The variants are the product of all axes. A key is a path such as optimizer.lr.",
  },
);

/** Keys about how a sweep is carried out. They are not part of a run's identity, so changing them trains nothing again. */
const policySchemas = {
  order: Type.Enum(["grid", "shuffled"], {
    default: "grid",
    description: "Order of training: as the grid lists the runs, or shuffled. The results always follow the grid.",
  }),
  retry: Type.Integer({
    minimum: 0,
    maximum: 1000,
    default: 0,
    description: "How many times a failed run is tried again.",
  }),
  timeout: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, description: "Time limit of a run, in seconds. Default: no limit." }),
  ),
  max_failures: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MOST_REPEATS,
      description: "Stops the sweep after this many failures for the same reason. Default: never.",
    }),
  ),
  results: Type.Object(
    {
      epochs: Type.Union([Type.Enum(["all", "last", "best"]), Type.Integer({ minimum: 1, maximum: MOST_REPEATS })], {
        default: "all",
        description:
          "Rows of each run in epochs.csv: all, the last, the best, or every n-th and the last. The journal keeps all rows.",
      }),
    },
    { default: {}, additionalProperties: false, description: "What the result files contain." },
  ),
};

export type PolicyKey = keyof typeof policySchemas;

/** An experiment file. It accepts any value as a part (see {@link place}) and as a value of an axis; both are checked elsewhere. */
export const experimentSchema = Type.Object(
  {
    name: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
        maxLength: 64,
        description: "Name of the results folder. Default: the file's name.",
      }),
    ),
    description: Type.String({ default: "", description: "What the experiment is about. The report shows it." }),
    script: Type.Optional(
      Type.Unsafe<unknown>({
        description: "A program of your own that trains the runs, in place of data, model and loss.",
      }),
    ),
    imported: Type.Optional(
      Type.Unsafe<unknown>({
        description:
          "Results that were there before, in place of anything to train. The command import writes this section.",
      }),
    ),
    data: place("data", false, "Data set to train on."),
    model: place("layer", true, "Layers, in order. Input sizes are inferred."),
    loss: place("loss", false, "Loss to minimize."),
    metrics: Type.Optional(
      place(
        "metric",
        true,
        "Metrics to measure besides the loss. Default: accuracy if the loss is for classification, otherwise none.",
      ),
    ),
    optimizer: place(
      "optimizer",
      true,
      "How the parameters are updated: an optimizer, or a list of transforms that ends in one.",
    ),
    scheduler: Type.Optional(
      place(
        "scheduler",
        true,
        "How the learning rate changes: one scheduler, or a list of phases, one after the other. Default: a constant rate.",
      ),
    ),
    training: trainingSchema,
    seeds: seedsSchema,
    grid: Type.Optional(gridSchema),
    search: Type.Optional(
      Type.Unsafe<unknown>({
        description:
          "Search over values that the grid does not list: how it searches, how many points, and the space. Default: none.",
      }),
    ),
    prune: Type.Optional(
      Type.Unsafe<unknown>({
        description: "Stops the runs of bad variants early. Default: every run is trained to its end.",
      }),
    ),
    objective: Type.Optional(objectiveSchema),
    compare: Type.Optional(compareSchema),
    baseline: Type.Optional(baselineSchema("Baseline of all comparisons: short for compare: {baseline: …}.")),
    ...policySchemas,
  },
  {
    additionalProperties: false,
    description: "Compares learning-rate schedules. Every variant of the grid is trained with every seed.",
  },
);
