import { defineCommand } from "../command-line/command.ts";
import { option, optionalArgument, textOption } from "../command-line/parameters.ts";
import { wholeNumber } from "../command-line/read-values.ts";
import { MOST_REPEATS } from "../schema/experiment.ts";
import { initialize } from "./init/write.ts";
import { pluginOptions } from "./options.ts";

export const init = defineCommand({
  name: "init",
  group: "Start",
  summary: "write a new experiment that runs as it is",
  details: "It asks what to train. Pass options to skip the questions. It never overwrites an existing file.",
  arguments: { name: optionalArgument("name of the experiment and of its results") },
  options: {
    task: textOption("task", "regression or classification; default: decided from the data"),
    data: textOption("name", "generated data: sines, friedman, linear; spirals, two_moons, blobs"),
    csv: textOption("file", "your own data: a CSV file with a header", { completes: "csv" }),
    target: textOption("column", "the column of --csv to predict"),
    model: textOption("name", "mlp or linear"),
    optimizer: textOption("name", "Adam, AdamW or SGD"),
    schedulers: textOption(
      "list",
      "schedules to compare, separated by commas: constant, step, cosine, warm-up, plateau (these are the default), exponential, one-cycle",
    ),
    script: textOption("file", "your own program that trains, in place of data and model", { completes: "file" }),
    epochs: option("n", "epochs of each run", wholeNumber(1, MOST_REPEATS)),
    ...pluginOptions,
  },
  examples: [
    {
      words: ["my-experiment"],
      does: "Ask what to train, and write my-experiment.yaml, in experiments/ if there is such a folder.",
    },
    {
      words: ["my-experiment", "--data", "spirals", "--schedulers", "constant,cosine"],
      does: "Write it without asking.",
    },
    {
      words: ["cars", "--csv", "mtcars.csv", "--target", "mpg"],
      does: "Predict a column of a file. This one comes with lrsweep, and is copied if it is not there.",
    },
    {
      words: ["resnet-decay", "--script", "train.py"],
      does: "Compare schedules of your own training script; it says which lines to change.",
    },
  ],
  run: ({ name, plugin: _, trustPlugins: __, ...answers }, { parts, print }) =>
    initialize(name, answers, { parts, print }),
});
