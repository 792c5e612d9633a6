// Options that several commands share, each defined once.
import { availableParallelism } from "node:os";
import {
  flag,
  option,
  optionalArgumentList,
  repeatedOption,
  textOption,
  withDefault,
} from "../command-line/parameters.ts";
import { wholeNumber } from "../command-line/read-values.ts";

const atLeastOne = wholeNumber(1);

/** Arguments of every command that reads experiments. */
export const experimentArguments = {
  files: optionalArgumentList("experiments, or folders of them; default: every file in experiments/", {
    completes: "experiment",
  }),
};

/** Options of every command that reads experiments. */
export const experimentOptions = {
  set: repeatedOption("path=value", "replace a value of the file, such as optimizer.lr=0.01; may be repeated"),
  maxRuns: withDefault(option("n", "refuse an experiment with more runs", atLeastOne), 100_000),
  strict: flag("treat warnings as errors"),
};

/** How many seeds an experiment has, whatever its file says. */
export const seedsOption = {
  seeds: option("n", "number of seeds, the same as --set seeds=n", atLeastOne),
};

/** The --set options of a command line, with what --seeds stands for. */
export const withSeeds = (set: readonly string[], seeds: number | undefined): readonly string[] =>
  seeds === undefined ? set : [...set, `seeds=${seeds}`];

export const openOption = { open: flag("open it in the browser") };

export const outputOption = {
  output: withDefault(textOption("folder", "the results folder", { completes: "folder" }), "results"),
};

/** For a printed command: names the results folder where it is not the usual one. */
export const outputWords = (output: string): readonly string[] => (output === "results" ? [] : ["--output", output]);

export const concurrencyOption = {
  concurrency: withDefault(option("n", "number of threads", atLeastOne), availableParallelism()),
};
