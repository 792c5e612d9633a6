import { basename } from "node:path";
import { defineCommand } from "../command-line/command.ts";
import { exitCode } from "../command-line/exit-code.ts";
import { InputError } from "../command-line/input-error.ts";
import { argument, option, withDefault } from "../command-line/parameters.ts";
import { wholeNumber } from "../command-line/read-values.ts";
import { isOwn, type OwnPlan } from "../experiment/plan.ts";
import { JournalReader } from "../journal/reader.ts";
import { finalPlan } from "../saved/final-plan.ts";
import { loadSavedPlan } from "../saved/saved-plan.ts";
import { findTorch } from "../torch/find.ts";
import { compareRuns } from "../verification/compare-runs.ts";
import { keepFindings, sentenceOf, tableOf } from "../verification/findings.ts";
import { sampleOf } from "../verification/sample.ts";

const USUAL_RUNS = 12;
const MOST_RUNS = 100_000;

export const verify = defineCommand({
  name: "verify",
  group: "Results",
  summary: "train some runs of a sweep again with PyTorch, and compare the figures",
  details:
    "It draws runs spread over the variants, the same ones each time. Rates must agree to 1e-12, losses to 1e-4, or as far as weights that differ in their last bits do. The report and summary.md then say what it found. Python is LRSWEEP_PYTHON, or python3.",
  arguments: { folder: argument("results of a sweep: results/<name>", { completes: "result" }) },
  options: { runs: withDefault(option("count", "number of runs to train", wholeNumber(1, MOST_RUNS)), USUAL_RUNS) },
  examples: [{ words: ["results/decay-strategies"], does: "Compare twelve of its runs with PyTorch." }],
  async run({ folder, runs }, { parts }) {
    const saved = loadSavedPlan(folder, parts);
    if (!isOwn(saved) || saved.trainer.kind !== "engine")
      throw new InputError(
        `${saved.name}: another engine or a program trained its runs; verify compares runs of our own engine`,
      );
    const found = findTorch("cpu");
    if (!("basis" in found)) throw new InputError(`${found.message}: ${found.remedy}`);
    const { basis } = found;
    const journal = new JournalReader(folder, saved);
    try {
      const plan = finalPlan(saved, journal) as OwnPlan;
      const sample = sampleOf(plan, journal, runs);
      if (sample.length === 0) throw new InputError(`${folder} has no run with a complete epoch yet`, ["sweep"]);
      const compared = await compareRuns(plan, sample, { basis, parts });
      console.log(tableOf(plan, compared));
      const sentence = sentenceOf(compared, basis);
      console.log(`${basename(folder)}: ${sentence}`);
      await keepFindings(folder, { basis, compared, sentence });
      return compared.every(({ verdict }) => verdict !== "differs") ? exitCode.ok : exitCode.failed;
    } finally {
      journal.close();
    }
  },
});
