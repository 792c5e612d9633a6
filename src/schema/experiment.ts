import Type from "typebox";
import { maxMemory } from "../contracts/memory.ts";
import { metricColumnSchema } from "../contracts/metric.ts";
import type { Slot } from "../contracts/part.ts";

/** Keywords of this schema that are the house's own; a validator must be told of them. */
export const OWN_KEYWORDS = ["slot", "many"] as const;

/**
 * A place for parts, opaque in this schema: each part is checked against the definition of its type.
 * `slot` tells which parts; `many`, whether a list of them may stand there.
 */
function place(slot: Slot, many: boolean, description: string) {
  return Type.Unsafe<unknown>({ slot, many, description });
}

/** Of epochs and of seeds. Each makes a row or a run that is kept. */
export const MOST_REPEATS = 1_000_000;

/** How a run is trained. */
export const trainingSchema = Type.Object(
  {
    epochs: Type.Integer({
      minimum: 1,
      maximum: MOST_REPEATS,
      description: "Times to go through the training rows.",
    }),
    batch_size: Type.Union([Type.Integer({ minimum: 1, maximum: 0x7fff_ffff }), Type.Literal("full")], {
      default: 32,
      description: "Rows per optimizer step; full, or more than there are, means all of them.",
    }),
    shuffle: Type.Boolean({ default: true, description: "Whether each epoch goes through the rows in a new order." }),
    drop_last: Type.Boolean({ default: false, description: "Whether to leave out a last batch that is not full." }),
    engine: Type.Enum(["auto", "wasm", "blas"], {
      default: "auto",
      description:
        "What computes: wasm, the same bits on every machine; blas, large products by the system's OpenBLAS, MKL or Accelerate; auto, blas where layers are wide and one is there.",
    }),
    on_divergence: Type.Enum(["stop", "record"], {
      default: "stop",
      description: "After a loss or parameter that is not finite: stop the run there, or record the remaining epochs.",
    }),
    ...maxMemory,
  },
  { additionalProperties: false, description: "How each run is trained." },
);

const seedsSchema = Type.Union(
  [
    Type.Integer({ minimum: 1, maximum: MOST_REPEATS }),
    Type.Array(Type.Integer({ minimum: 0 }), { minItems: 1, uniqueItems: true }),
  ],
  { default: 1, description: "Seeds to run every variant with: a count (5 is 0 to 4), or a list of seeds." },
);

export const objectiveSchema = Type.Object(
  {
    metric: Type.Optional(
      Type.Union(metricColumnSchema.anyOf, {
        description: "Default: val_loss, or train_loss when nothing is held out.",
      }),
    ),
    mode: Type.Optional(
      Type.Enum(["min", "max"], { description: "Whether small or large is good. Default: as suits the metric." }),
    ),
    at: Type.Enum(["final", "best"], {
      default: "final",
      description: "Whether a run counts by its last epoch or by its best.",
    }),
    target: Type.Optional(
      Type.Number({ description: "A figure to reach: the results say how many epochs that took. It changes no rank." }),
    ),
  },
  { additionalProperties: false, description: "What ranks the variants." },
);

/** Values of an axis that count up evenly, by the keys that stand for them. */
export const GENERATORS = {
  linspace: "[first, last, count]: evenly spaced, both ends included.",
  logspace: "[first, last, count]: powers of 10 with evenly spaced exponents, both ends included.",
  geomspace: "[first, last, count]: each the same multiple of the one before, both ends included.",
  range: "[first, end, step]: first, first + step, … without the end.",
} as const;

export type Generator = keyof typeof GENERATORS;

const triple = (description: string) =>
  Type.Optional(Type.Tuple([Type.Number(), Type.Number(), Type.Number()], { description }));

const axisSchema = Type.Union(
  [
    Type.Array(Type.Unknown(), { minItems: 1, description: "A list of values." }),
    Type.Object(
      {
        linspace: triple(GENERATORS.linspace),
        logspace: triple(GENERATORS.logspace),
        geomspace: triple(GENERATORS.geomspace),
        range: triple(GENERATORS.range),
      },
      { minProperties: 1, description: "Named variants, or one generator." },
    ),
  ],
  { description: "Values by the path they are placed at; paths joined by + move together." },
);

const points = (description: string) =>
  Type.Optional(Type.Array(Type.Object({}, { minProperties: 1 }), { minItems: 1, description }));

export const gridSchema = Type.Object(
  {
    include: points(
      "Points to add: each extends the points whose axis values it does not change, or is one of its own.",
    ),
    exclude: points("Points to leave out: all that agree with every key of an entry."),
  },
  {
    additionalProperties: axisSchema,
    description: "What to vary: the product of all axes. A key is a path such as optimizer.lr.",
  },
);

/** Keys that say how a sweep goes about its runs. No part of a run's identity: changing them trains nothing again. */
const policySchemas = {
  order: Type.Enum(["grid", "shuffled"], {
    default: "grid",
    description: "Which runs are trained first: as the grid lists them, or at random. Results are in the grid's order.",
  }),
  retry: Type.Integer({
    minimum: 0,
    maximum: 1000,
    default: 0,
    description: "How often a run that failed is tried again.",
  }),
  timeout: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, description: "Seconds that a run may take. Default: any number." }),
  ),
  max_failures: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MOST_REPEATS,
      description: "Stop the sweep after so many failures for the same reason.",
    }),
  ),
  results: Type.Object(
    {
      epochs: Type.Union([Type.Enum(["all", "last", "best"]), Type.Integer({ minimum: 1, maximum: MOST_REPEATS })], {
        default: "all",
        description:
          "Which rows of a run epochs.csv shows: all, its last, its best, or every n-th and its last. All are kept.",
      }),
    },
    { default: {}, additionalProperties: false, description: "What the result files show." },
  ),
};

export type PolicyKey = keyof typeof policySchemas;

/** An experiment file. Parts are opaque here (see {@link place}); so is what stands at an axis of the grid. */
export const experimentSchema = Type.Object(
  {
    name: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
        maxLength: 64,
        description: "Names the folder of results. Default: the file's name.",
      }),
    ),
    description: Type.String({ default: "", description: "What the experiment is about; shown in the results." }),
    data: place("data", false, "Rows to learn from."),
    model: place("layer", true, "Layers in order. Input sizes are inferred."),
    loss: place("loss", false, "What training makes small."),
    metrics: Type.Optional(
      place(
        "metric",
        true,
        "Figures to measure beside the loss. Default: accuracy where the loss tells classes apart.",
      ),
    ),
    optimizer: place("optimizer", true, "How the parameters are updated."),
    scheduler: Type.Optional(
      place(
        "scheduler",
        true,
        "How the learning rate changes: one scheduler, or a list of phases, each for its epochs. Default: not at all.",
      ),
    ),
    training: trainingSchema,
    seeds: seedsSchema,
    grid: Type.Optional(gridSchema),
    search: Type.Optional(
      Type.Unsafe<unknown>({
        description: "Values to look for, beside those of the grid: what is tried, and how often.",
      }),
    ),
    prune: Type.Optional(
      Type.Unsafe<unknown>({ description: "Ends the runs of variants that do badly early. Default: none is ended." }),
    ),
    objective: Type.Optional(objectiveSchema),
    baseline: Type.Optional(
      Type.Object(
        {},
        {
          minProperties: 1,
          description:
            "Values of some axes: each variant is compared with the one that has these and equals it on all others.",
        },
      ),
    ),
    ...policySchemas,
  },
  {
    additionalProperties: false,
    description: "Compares learning-rate schedules: every variant in the grid is trained.",
  },
);
