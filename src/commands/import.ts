import { join } from "node:path";
import type { Surroundings } from "../command-line/command.ts";
import { defineCommand } from "../command-line/command.ts";
import type { ExitCode } from "../command-line/exit-code.ts";
import { openInBrowser } from "../command-line/open-in-browser.ts";
import {
  argument,
  choiceOption,
  flag,
  option,
  repeatedOption,
  textOption,
  withDefault,
} from "../command-line/parameters.ts";
import { namesOf, seedsOf } from "../command-line/read-values.ts";
import type { Plan } from "../experiment/plan.ts";
import { rememberIds } from "../folder/remember-ids.ts";
import { type ImportRequest, planOfFile } from "../loading/import-file.ts";
import { REPORT } from "../page/write.ts";
import { refuseLargeWorkbook } from "../sweeping/large-tables.ts";
import { runSweep } from "../sweeping/run-sweep.ts";
import { PROFILE_NAMES, type ProfileName } from "../tables/profile.ts";
import { outputOption } from "./options.ts";

export const importCommand = defineCommand({
  name: "import",
  group: "Results",
  summary: "make tables and a report of results that exist already, such as a W&B export",
  details:
    "The file is a CSV table with a header: a row for each run, or with --epoch for each epoch of a run. Nothing is trained. Every variant needs the same seeds.",
  arguments: { file: argument("CSV file of results", { completes: "csv" }) },
  options: {
    axes: { ...option("list", "columns that tell variants apart, separated by commas", namesOf), isRequired: true },
    metric: repeatedOption(
      "column",
      "metric to take, the first to rank by: val_loss, f1:max, or with a name of its own val_loss=Val Loss:min; may be repeated",
    ),
    seed: withDefault(textOption("column", "column of seeds"), "seed"),
    epoch: textOption("column", "column of epochs, where the file has a row for each"),
    status: textOption("column", "column that says how a run ended, such as W&B's State"),
    seeds: option("list", "take only these seeds, such as 0,1,2", seedsOf),
    baseline: repeatedOption("axis=value", "value that other variants are compared with; may be repeated"),
    at: choiceOption<"final" | "best">(
      "epoch",
      "which epoch of a run counts: its last or its best",
      ["final", "best"],
      "final",
    ),
    name: textOption("name", "name of the results folder; default: the file's name"),
    csv: {
      ...choiceOption("profile", "format of the CSV files that it writes", PROFILE_NAMES, "plain"),
      setting: "csv",
    } as const,
    xlsx: flag("also write results.xlsx, a workbook of the answer, its charts and all tables"),
    ...outputOption,
    open: flag("open the report in the browser"),
  },
  examples: [
    {
      words: ["runs.csv", "--axes", "lr,scheduler", "--metric", "val_loss", "--baseline", "scheduler=constant"],
      does: "Compare the schedules of a table with a row for each run.",
    },
    {
      words: ["wandb.csv", "--axes", "lr,scheduler", "--metric", "val/accuracy:max", "--status", "State"],
      does: "Read the table of runs that W&B exports.",
    },
  ],
  run: ({ file, ...options }, surroundings) => importResults(file, options, surroundings),
});

interface ImportOptions extends ImportRequest {
  readonly csv: ProfileName;
  readonly xlsx: boolean;
  /** The results folder. */
  readonly output: string;
  readonly open: boolean;
}

/** Makes an experiment of a file of results, and writes its results folder. Throws InputError, FolderInUse or FileError. */
async function importResults(path: string, options: ImportOptions, surroundings: Surroundings): Promise<ExitCode> {
  const plan = planOfFile(path, options, surroundings.parts);
  if (options.xlsx) refuseLargeWorkbook(plan);
  if (options.baseline.length === 0)
    console.error(`${plan.name}: without a baseline, no variant is tested against another; for one: ${example(plan)}`);
  const code = await runSweep(rememberIds(plan), { ...options, ...NOT_TRAINED }, surroundings);
  if (options.open) await openInBrowser(join(options.output, plan.name, REPORT));
  return code;
}

/** What a sweep is told of training. */
const NOT_TRAINED = {
  concurrency: undefined,
  devices: [],
  trustScripts: false,
  dryRun: false,
  fresh: false,
  pruneCache: true,
  shard: undefined,
  queue: undefined,
  set: [],
  maxRuns: Number.POSITIVE_INFINITY,
  strict: false,
};

function example(plan: Plan): string {
  const axis = Math.max(
    0,
    plan.heads.findIndex((head) => /sched/i.test(head)),
  );
  return `--baseline ${plan.heads[axis]}=${plan.variant(0).cells[axis]}`;
}
