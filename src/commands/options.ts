// Options that several commands share, each defined once.
import { InputError } from "../command-line/input-error.ts";
import {
  flag,
  option,
  optionalArgumentList,
  repeatedOption,
  textOption,
  withDefault,
} from "../command-line/parameters.ts";
import { devicesOf, wholeNumber } from "../command-line/read-values.ts";
import { MOST_THREADS } from "../config/schema.ts";
import { MOST_REPEATS } from "../schema/experiment.ts";

/** The ids alone of so many runs take 80 MB. */
const MOST_RUNS = 10_000_000;

/** Options of every command that needs the parts: those of plugins are beside the built-in ones then. */
export const pluginOptions = {
  plugin: repeatedOption("file", "load own schedulers from a JavaScript module; may be repeated"),
  trustPlugins: flag("load the plugins that lrsweep.config.yaml in this folder names"),
};

/** Arguments of every command that reads experiments. */
export const experimentArguments = {
  files: optionalArgumentList("experiments, or folders of them; default: every file in experiments/", {
    completes: "experiment",
  }),
};

/** Options of every command that reads experiments. */
export const experimentOptions = {
  set: repeatedOption("path=value", "replace a value of the file, such as optimizer.lr=0.01; may be repeated"),
  maxRuns: withDefault(option("n", "refuse an experiment with more runs", wholeNumber(1, MOST_RUNS)), 100_000),
  strict: flag("treat warnings as errors"),
  ...pluginOptions,
};

/** The number of seeds, in place of the file's. */
export const seedsOption = {
  seeds: option("n", "number of seeds, the same as --set seeds=n", wholeNumber(1, MOST_REPEATS)),
};

/** Adds --seeds to the --set options. */
export function withSeeds(set: readonly string[], seeds: number | undefined): readonly string[] {
  if (seeds === undefined) return set;
  const twice = set.find((setting) => /^\s*seeds\s*=/.test(setting));
  if (twice !== undefined)
    throw new InputError(`--seeds ${seeds} takes the place of --set ${twice}: leave out one of them`);
  return [...set, `seeds=${seeds}`];
}

/** For commands that make something to look at. */
export const openOption = { open: flag("open it in the browser") };

export const outputOption = {
  output: {
    ...withDefault(textOption("folder", "the results folder", { completes: "folder" }), "results"),
    setting: "results",
  } as const,
};

/** Words that a printed command needs if the results folder is not the default one. */
export const outputWords = (output: string): readonly string[] => (output === "results" ? [] : ["--output", output]);

/** Options of every command that may start programs of the user's. */
export const programOptions = {
  trustScripts: flag("run the programs that experiments name (script)"),
  devices: withDefault(
    option("list", "graphics devices, one for each program at once: 0,1 or, with two for each, 0,1/2,3", devicesOf),
    [],
  ),
};

export const concurrencyOption = {
  concurrency: {
    ...option(
      "n",
      "number of threads, or of programs at once; default: one for each core, and 1 for programs",
      wholeNumber(1, MOST_THREADS),
    ),
    setting: "concurrency",
  } as const,
};
