#!/usr/bin/env node
import { availableParallelism } from "node:os";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { type CheckOptions, check } from "./commands/check.ts";
import { type DashboardOptions, dashboard } from "./commands/dashboard.ts";
import { BadInput, type ExitCode, exit } from "./commands/exit.ts";
import { type ExportOptions, exportResults } from "./commands/export.ts";
import { init } from "./commands/init.ts";
import { type LrFindOptions, lrFind } from "./commands/lr-find.ts";
import { type MergeOptions, merge } from "./commands/merge.ts";
import { type PreviewOptions, preview } from "./commands/preview.ts";
import type { InitOptions } from "./commands/questions.ts";
import { type ReportOptions, report } from "./commands/report.ts";
import { schema } from "./commands/schema.ts";
import { type SweepOptions, sweep } from "./commands/sweep.ts";
import { version } from "./commands/version.ts";
import { type WatchOptions, watch } from "./commands/watch.ts";
import { type WorkerOptions, worker } from "./commands/worker.ts";
import { SearchMisfit } from "./contracts/plan.ts";
import { EngineUnavailable } from "./execution/engines.ts";
import { FolderInUse } from "./folder/lock.ts";
import type { Shard } from "./folder/shard.ts";
import { FileError } from "./io/file-error.ts";
import { Unreachable } from "./queue/connection.ts";
import { PROFILE_NAMES } from "./tables/profile.ts";

const EXIT_CODES = `
Exit codes: 0 all runs are there (diverged ones count), 1 a run failed or results could not be written,
2 an experiment or option is wrong (nothing was run), 130 interrupted.`;

const LETS_RUNS_END = "Stopping: runs in training get up to 5 s (once more: at once) …";
/** What commands that have something to bring to its end say when they are interrupted. */
const FAREWELLS: Readonly<Record<string, string>> = {
  sweep: LETS_RUNS_END,
  worker: LETS_RUNS_END,
  watch: "",
  dashboard: "The dashboard is closed; sweeps go on.",
};
/** Of the command that runs; undefined: it ends at once. */
let farewell: string | undefined;
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (interruption.signal.aborted || farewell === undefined) process.exit(exit.interrupted);
    interruption.abort(new Error("interrupted"));
    if (farewell) console.error(`\n${farewell}`);
  });
}

/** This command again, as typed, but keeping what is done, and a password to itself. */
function resumeCommand(): string {
  const args = process.argv
    .slice(3)
    .filter((arg) => arg !== "--fresh")
    .map((arg) => arg.replace(/^(rediss?:\/\/[^/@]*:)[^@]*@/, "$1***@"));
  const quoted = args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`));
  return ["npm run sweep", ...(quoted.length > 0 ? ["--", ...quoted] : [])].join(" ");
}

function atLeastOne(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("must be a whole number, at least 1.");
  return value;
}

function atLeastTwo(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 2) throw new InvalidArgumentError("must be a whole number, at least 2.");
  return value;
}

function seedOf(text: string): number {
  const value = Number(text);
  if (text === "" || !Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError("must be a whole number, at least 0.");
  return value;
}

function aboveZero(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("must be a number above 0.");
  return value;
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535) throw new InvalidArgumentError("must be 0 to 65535.");
  return value;
}

function readShard(text: string): Shard {
  const [, index, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index === undefined || of === undefined || of < 1)
    throw new InvalidArgumentError("must be i/n, such as 0/4 for the first of four.");
  if (index >= of) throw new InvalidArgumentError(`shards count from 0: 0/${of} … ${of - 1}/${of}.`);
  return { index, of };
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** A command that reads experiments. */
function onExperiments(command: Command): Command {
  return command
    .argument("[files...]", "experiments, or folders of them; default: every file in experiments/")
    .option("--set <path=value>", "as if the file said so, e.g. optimizer.lr=0.01; may be repeated", collect, [])
    .option("--max-runs <n>", "refuse a grid of more runs", atLeastOne, 100_000)
    .option("--strict", "take warnings as errors", false)
    .addHelpText("after", EXIT_CODES);
}

let code: ExitCode = exit.ok;
const program = new Command("lrsweep")
  .description("Compares learning-rate schedules: YAML in, CSV out, every number as PyTorch gives it.")
  .version(version)
  .addHelpText("after", EXIT_CODES)
  .hook("preAction", (_, command) => {
    farewell = FAREWELLS[command.name()];
  })
  .exitOverride();

program
  .command("init")
  .description("write experiments/<name>.yaml, an experiment of your own that runs at once; without options it asks")
  .argument("[name]", "what its results will be filed under")
  .option("--task <task>", "regression or classification; default: as the data are")
  .option("--data <name>", "generated data: sines, friedman, linear; spirals, two_moons, blobs")
  .option("--csv <file>", "your own data, with a header")
  .option("--target <column>", "the column of --csv that is predicted from the others")
  .option("--model <name>", "mlp or linear")
  .option("--optimizer <name>", "Adam, AdamW or SGD")
  .option(
    "--schedulers <list>",
    "what is compared: constant,step,cosine,warm-up,plateau (the default), exponential, one-cycle",
  )
  .option("--epochs <n>", "how long a run is", atLeastOne)
  .addHelpText("after", EXIT_CODES)
  .action(async (name: string | undefined, options: InitOptions) => {
    code = await init(name, options);
  });

onExperiments(program.command("sweep"))
  .description("train every run of the experiments and write results/<name>/*.csv")
  .option("--dry-run", "show what would be run, and run nothing", false)
  .option("--fresh", "train again what is there already", false)
  .option("--prune-cache", "forget runs that are no longer in the experiment", false)
  .addOption(
    new Option(
      "--csv <profile>",
      "how CSV files are written: excel and excel-de are for a double click in either language",
    )
      .choices(PROFILE_NAMES)
      .default("plain"),
  )
  .option("--xlsx", "write results.xlsx, too: a workbook of the three tables", false)
  .option("--concurrency <n>", "threads", atLeastOne, availableParallelism())
  .option("--output <folder>", "where results go", "results")
  .option(
    "--shard <i/n>",
    "train every n-th chunk of runs, into results/<name>.shard-i-of-n; i counts from 0",
    readShard,
  )
  .option("--queue <url>", "let workers behind a Redis train: redis://… or rediss://…, see npm run worker")
  .action(async (files: string[], options: Omit<SweepOptions, "signal" | "resume">) => {
    code = await sweep(files, { ...options, signal: interruption.signal, resume: resumeCommand() });
  });

onExperiments(program.command("check"))
  .description("validate the experiments, every run of them, and run nothing")
  .option("--explain", "show what the first variant compiles to: shapes, parameters, memory, operations, tape", false)
  .action((files: string[], options: CheckOptions) => check(files, options));

onExperiments(program.command("preview"))
  .description("show the schedule of every variant, without training, and write results/<name>/schedules.csv and .svg")
  .option("--metric <what>", "what a plateau follows: a number, a formula of epoch (from 0), or FILE.csv:COLUMN", "1")
  .option("--output <folder>", "where results go", "results")
  .action((files: string[], options: PreviewOptions) => preview(files, options));

onExperiments(program.command("lr-find"))
  .description(
    "train a little with a rate that rises from step to step, and suggest rates; writes lr-find.csv and .svg",
  )
  .option("--min-lr <rate>", "the rate of the first step", aboveZero, 1e-7)
  .option("--max-lr <rate>", "the rate of the last step", aboveZero, 10)
  .option("--steps <n>", "how many steps", atLeastTwo, 100)
  .option("--seed <n>", "the run's seed; default: the experiment's first", seedOf)
  .option(
    "--variant <n>",
    "which variant, counted from 1 as sweep --dry-run lists them; default: the first",
    atLeastOne,
  )
  .option("--output <folder>", "where results go", "results")
  .action((files: string[], options: LrFindOptions) => lrFind(files, options));

program
  .command("merge")
  .description("bring the shards of a sweep together in results/<name>")
  .argument("<folders...>", "results of the shards: results/<name>.shard-0-of-4 …")
  .option("--output <folder>", "where results go", "results")
  .option("--directory <folder>", "what paths in the experiment are relative to; default: as when the shards were run")
  .addHelpText("after", EXIT_CODES)
  .action(async (folders: string[], options: MergeOptions) => {
    code = await merge(folders, options);
  });

program
  .command("worker")
  .description("train for the sweeps that were started with the same --queue, on this machine or another one")
  .requiredOption(
    "--queue <url>",
    "the Redis: redis://… or rediss://…; its password may stand in LRSWEEP_REDIS_PASSWORD",
  )
  .option("--concurrency <n>", "threads", atLeastOne, availableParallelism())
  .option("--data <folder>", "where to look for files of data, by their content, whatever their names")
  .option("--idle <seconds>", "end when there was nothing to do for so long; default: never", atLeastOne)
  .addHelpText("after", EXIT_CODES)
  .action((options: Omit<WorkerOptions, "signal">) => worker({ ...options, signal: interruption.signal }));

program
  .command("watch")
  .description("show how far a running sweep has come")
  .argument("<folder>", "its results: results/<name>")
  .option("--once", "show it once instead of following it", false)
  .action((folder: string, options: Omit<WatchOptions, "signal">) =>
    watch(folder, { ...options, signal: interruption.signal }),
  );

program
  .command("export")
  .description("write a run as a PyTorch script that trains it again; or all runs for TensorBoard, or as lines of JSON")
  .argument("<folder>", "its results: results/<name>")
  .argument("[run]", "the beginning of its identity, as in the column run of runs.csv; default: the best run")
  .option("--tensorboard", "all runs as TensorBoard's event files, into results/<name>/tensorboard", false)
  .option("--jsonl", "all epochs of all runs as lines of JSON, into results/<name>/epochs.jsonl", false)
  .option("--to <path>", "where to instead")
  .action((folder: string, run: string | undefined, options: ExportOptions) => exportResults(folder, run, options));

program
  .command("report")
  .description(
    "write a results folder's report.html anew, and its charts as SVG; of several folders, one page that compares them",
  )
  .argument("<folders...>", "results: results/<name> …")
  .option("--output <file>", "where a comparison goes; default: beside the first folder, <first>-vs-<second>.html")
  .action((folders: string[], options: ReportOptions) => report(folders, options));

program
  .command("dashboard")
  .description("show all results in the browser, live while sweeps run; for this machine only")
  .option("--port <n>", "where it listens; 0 for any that is free", port, 8217)
  .option("--output <folder>", "where results are", "results")
  .action((options: Omit<DashboardOptions, "signal">) => dashboard({ ...options, signal: interruption.signal }));

program
  .command("schema")
  .description("write the JSON Schema that editors use")
  .argument("[file]", "where to", "schemas/experiment.schema.json")
  .action(schema);

/** Errors whose message is all that a user needs. */
const EXPECTED = [FileError, FolderInUse, Unreachable];

/** Says what went wrong, and gives the exit code. */
function explain(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.ok : exit.badInput;
  if (error instanceof SearchMisfit) {
    console.error(`error: ${error.message}`);
    return exit.badInput;
  }
  if (error instanceof BadInput || error instanceof EngineUnavailable) {
    console.error(error.message);
    return exit.badInput;
  }
  console.error(EXPECTED.some((kind) => error instanceof kind) ? (error as Error).message : error);
  return exit.failed;
}

try {
  await program.parseAsync();
} catch (error) {
  code = explain(error);
}
process.exitCode = code;
