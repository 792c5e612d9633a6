import Type from "typebox";
import { MOST_REPEATS, objectiveSchema } from "./experiment.ts";

// The sections of an experiment whose runs a program of the user's trains.

/** Keys of `script` that an axis may vary, because they are part of a run's configuration. */
export const VARYING = ["command", "parameters"] as const;

const seconds = (description: string) => Type.Number({ exclusiveMinimum: 0, maximum: 1e9, description });

/** Names of metrics and parameters of a program. */
export const METRIC_NAME = "^[A-Za-z][A-Za-z0-9_/.-]*$";

export const scriptSchema = Type.Object(
  {
    command: Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
      minItems: 1,
      description:
        "Program and arguments, run without a shell in the folder of this file. {optimizer.lr}, {parameters.width}, {seed} and the like stand for a run's values.",
    }),
    files: Type.Array(Type.String({ minLength: 1 }), {
      default: [],
      uniqueItems: true,
      description:
        "Files that the program depends on. Their content is part of each run's identity, so an edit trains anew.",
    }),
    parameters: Type.Unsafe<Readonly<Record<string, unknown>>>({
      type: "object",
      default: {},
      description: "Values for the program. Each may be an axis: script.parameters.width.",
    }),
    env: Type.Optional(
      Type.Unsafe<Readonly<Record<string, string | number | boolean>>>({
        type: "object",
        additionalProperties: { type: ["string", "number", "boolean"] },
        description: "Environment variables for the program. They are no part of a run's identity.",
      }),
    ),
    python: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "The Python to run under, such as .venv/bin/python: it takes the place of python and python3 in the command. Its version is part of each run's identity.",
      }),
    ),
    silence: Type.Optional(
      seconds("Seconds without a line of output after which a run has failed. Default: no limit."),
    ),
    end_within: Type.Number({
      default: 60,
      exclusiveMinimum: 0,
      maximum: 1e6,
      description: "Seconds that the program may take to end after its last epoch, or when it is pruned.",
    }),
    output: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "For a program that knows nothing of lrsweep: the file with its figures, CSV or JSON lines, in the run's own folder.",
      }),
    ),
    columns: Type.Optional(
      Type.Unsafe<Readonly<Record<string, string>>>({
        type: "object",
        additionalProperties: { type: "string" },
        description: "Beside output: which column of the file is which metric. Default: the one of the same name.",
      }),
    ),
  },
  { additionalProperties: false, description: "A program that trains the runs, in place of data, model and loss." },
);

const count = (maximum: number, description: string) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum, description }));

/** How long a program's run is. */
export const scriptTrainingSchema = Type.Object(
  {
    epochs: count(MOST_REPEATS, "Number of epochs: each is reported once."),
    steps_per_epoch: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1, maximum: 0x7fff_ffff }), Type.Literal("auto")], {
        description:
          "Optimizer steps of an epoch. Only needed where a schedule goes by step. auto: the sweep runs the program's first epoch once, at a constant rate, and keeps what it counts.",
      }),
    ),
    steps: count(0x7fff_ffff, "Optimizer steps of the run, in place of epochs: a multiple of eval_every."),
    eval_every: count(0x7fff_ffff, "Beside steps: optimizer steps between two reports. They make an epoch."),
    on_divergence: Type.Enum(["stop", "record"], {
      default: "stop",
      description:
        "What to do when the training loss is no longer finite: stop the run, or record its remaining epochs.",
    }),
  },
  { additionalProperties: false, description: "How long a run is." },
);

const rate = { type: "number", minimum: 0, description: "Learning rate, which schedules scale." };

/** What a program is told of its optimizer: a rate, and any other values. */
export const freeOptimizerSchema = Type.Unsafe<unknown>({
  type: "object",
  required: ["lr"],
  properties: {
    lr: rate,
    groups: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["name"],
        properties: {
          name: { type: "string", minLength: 1, description: "Name of the group, for its column lr.<name>." },
          lr: rate,
        },
        description: "A param group: values that differ from the optimizer's own.",
      },
      description: "Param groups behind the optimizer's own, in the order in which the program makes them.",
    },
  },
  description: "The optimizer's values. Schedules scale lr; the program gets the rest as it stands.",
});

/** The columns that a program reports, and whether small or large is good. */
export const reportedMetricsSchema = Type.Unsafe<unknown>({
  type: "object",
  minProperties: 1,
  propertyNames: { pattern: METRIC_NAME },
  properties: {
    optional: {
      type: "array",
      items: { type: "string", pattern: METRIC_NAME },
      description: "Metrics that may be missing in an epoch.",
    },
  },
  additionalProperties: { type: "string", enum: ["min", "max"] },
  description: "Metrics that the program reports after each epoch: min if small is good, max if large is.",
});

/** How variants of a program's runs are ranked. */
export const reportedObjectiveSchema = Type.Object(
  {
    ...objectiveSchema.properties,
    metric: Type.Optional(
      Type.String({ pattern: METRIC_NAME, description: "Metric to rank by. Default: the first of metrics." }),
    ),
  },
  { additionalProperties: false, description: "How variants are ranked." },
);
