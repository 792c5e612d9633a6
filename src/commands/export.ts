import { defineCommand } from "../command-line/command.ts";
import { exitCode } from "../command-line/exit-code.ts";
import { InputError } from "../command-line/input-error.ts";
import { argument, flag, optionalArgument, textOption } from "../command-line/parameters.ts";
import { exportJsonl, exportTensorBoard } from "./export/export-all.ts";
import { exportRun } from "./export/export-run.ts";
import { pluginOptions } from "./options.ts";

export const exportCommand = defineCommand({
  name: "export",
  group: "Results",
  summary: "write a run as a PyTorch script, or all runs for TensorBoard or as JSON lines",
  details:
    "The script trains the run again in PyTorch, with the same data and initial weights. Of a run that a program of yours trained, it writes the schedule as PyTorch code.",
  arguments: {
    folder: argument("results of a sweep: results/<name>", { completes: "result" }),
    run: optionalArgument("first characters of the run's name in the column run of runs.csv; default: the best run"),
  },
  options: {
    tensorboard: flag("write all runs as TensorBoard event files, into results/<name>/tensorboard"),
    jsonl: flag("write all epochs of all runs as JSON lines, into results/<name>/epochs.jsonl"),
    ...pluginOptions,
    to: textOption("path", "write to this path instead", { completes: "file" }),
  },
  examples: [
    { words: ["results/decay-strategies"], does: "Write the best run as a PyTorch script." },
    { words: ["results/decay-strategies", "--tensorboard"], does: "Write all runs for TensorBoard." },
  ],
  async run({ folder, run, tensorboard, jsonl, to }, { parts, print }) {
    if (tensorboard && jsonl) throw new InputError("--tensorboard and --jsonl: give one of them at a time");
    if (run !== undefined && (tensorboard || jsonl))
      throw new InputError(`--${tensorboard ? "tensorboard" : "jsonl"} exports all runs: leave ${run} out`);
    if (tensorboard) await exportTensorBoard(folder, parts, to);
    else if (jsonl) await exportJsonl(folder, parts, to);
    else await exportRun(folder, run, { to, parts, print });
    return exitCode.ok;
  },
});
