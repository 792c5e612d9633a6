import { defineCommand } from "../command-line/command.ts";
import { choiceOption, flag, option, textOption } from "../command-line/parameters.ts";
import { shardOf } from "../command-line/read-values.ts";
import { runSweeps } from "../sweeping/run-sweeps.ts";
import { PROFILE_NAMES } from "../tables/profile.ts";
import {
  concurrencyOption,
  experimentArguments,
  experimentOptions,
  outputOption,
  programOptions,
  seedsOption,
  withSeeds,
} from "./options.ts";

export const sweep = defineCommand({
  name: "sweep",
  group: "Run",
  summary: "train every run of the experiments and write results/<name>/",
  details:
    "It trains only what is missing. An interrupted sweep continues where it stopped, and an edited experiment trains just the runs that the edit changed.",
  arguments: experimentArguments,
  options: {
    ...experimentOptions,
    ...seedsOption,
    dryRun: flag("list the runs and train nothing"),
    fresh: flag("train every run again"),
    pruneCache: flag("delete runs that are no longer in the experiment"),
    csv: {
      ...choiceOption(
        "profile",
        "format of the CSV files; excel and excel-de open with a double click in English and German Excel",
        PROFILE_NAMES,
        "plain",
      ),
      setting: "csv",
    } as const,
    xlsx: flag("also write results.xlsx, a workbook of the answer, its charts and all tables"),
    ...concurrencyOption,
    ...programOptions,
    ...outputOption,
    open: flag("open the report in the browser when its sweep is finished; of several experiments, the first one's"),
    shard: option(
      "i/n",
      "train one of n parts of the runs, into results/<name>.shard-i-of-n; i counts from 0",
      shardOf,
    ),
    queue: textOption("url", "let workers train through Redis: redis://… or rediss://… (see the command worker)"),
  },
  examples: [
    { words: [], does: "Run every file in experiments/." },
    { words: ["experiments/decay-strategies.yaml", "--dry-run"], does: "List its runs first." },
    {
      words: ["experiments/decay-strategies.yaml", "--set", "training.epochs=10", "--output", "quick"],
      does: "Try it with fewer epochs, and write to another folder.",
    },
    {
      words: ["experiments/decay-strategies.yaml", "--seeds", "20", "--open"],
      does: "Take more seeds, then open the report.",
    },
    { words: ["experiments/decay-strategies.yaml", "--csv", "excel"], does: "Write CSV files for Excel." },
    { words: ["--shard", "0/4"], does: "Train the first of four parts on this machine." },
  ],
  onInterrupt: "Stopping. Runs in training get up to 5 s to finish; press Ctrl-C again to stop at once.",
  run: ({ files, set, seeds, ...options }, surroundings) =>
    runSweeps(files, { ...options, set: withSeeds(set, seeds) }, surroundings),
});
