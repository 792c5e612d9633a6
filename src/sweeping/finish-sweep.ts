import { join } from "node:path";
import { type ExitCode, exitCode } from "../command-line/exit-code.ts";
import { hasColour, terminalWidth } from "../command-line/terminal.ts";
import { version } from "../command-line/version.ts";
import type { Decided } from "../execution/round.ts";
import { exists } from "../io/read.ts";
import { addToHistory } from "../journal/history.ts";
import { counted } from "../numbers/counted.ts";
import { REPORT } from "../page/write.ts";
import { pooled } from "../replicates/pool.ts";
import { meanCurves } from "../report/courses.ts";
import type { Rebuild } from "../results/rebuild.ts";
import { runCount } from "../seeding/planned.ts";
import { type Format, PLAIN, WORKBOOK } from "../tables/profile.ts";
import { summaryTable } from "../tables/table.ts";

interface FinishedSweep {
  readonly engine: string;
  readonly started: Date;
  /** Runs that were trained; Infinity: all, elsewhere. */
  readonly trained: number;
}

/** Writes the results of a sweep whose runs have all ended, and prints the summary. */
export async function finishSweep(
  decided: Decided,
  folder: string,
  files: Rebuild,
  { engine, started, trained }: FinishedSweep,
  format: Format = PLAIN,
): Promise<ExitCode> {
  const { plan } = decided;
  const finished = new Date();
  const { summary, courses } = await files.finish({ version, engine, started, finished });
  const all = runCount(plan);
  addToHistory(folder, {
    started: started.toISOString(),
    finished: finished.toISOString(),
    end: "done",
    trained: Math.min(trained, all),
    ended: all,
    runs: all,
    finding: summary.sentences[0] ?? "",
  });
  const seconds = ((finished.getTime() - started.getTime()) / 1000).toFixed(1);
  const runs = counted(all, "run");
  // Others were there already, or are the same as these.
  const done = trained < all ? `trained ${trained} of ${runs}` : runs;
  console.log(`${plan.name}: ${done} in ${seconds} s → ${folder}`);
  if (plan.adaptive?.pruning) console.log(savings(decided));
  const options = {
    width: terminalWidth(),
    hasColour: hasColour(),
    curves: meanCurves(courses, plan.objective.metric),
  };
  console.log(summaryTable(pooled(plan), summary, options));
  if (!format.workbook && exists(join(folder, WORKBOOK)))
    console.error(`${plan.name}: ${WORKBOOK} was not updated; --xlsx writes it again`);
  console.log(`Report: ${join(folder, REPORT)}`);
  const unfinished = summary.runs.failed + summary.runs.timeout;
  if (unfinished === 0) return exitCode.ok;
  console.error(`${plan.name}: ${counted(unfinished, "run")} failed. The column error of runs.csv says why`);
  return exitCode.failed;
}

/** What pruning saved. It counts every trained epoch: a run that continues is trained from its start again. */
function savings({ plan, epochs = 0 }: Decided): string {
  let whole = 0;
  for (let variant = 0; variant < plan.variants; variant++) whole += plan.variant(variant).config.training.epochs;
  whole *= plan.seeds.length;
  return `${plan.name}: trained ${epochs} of ${whole} epochs (${((100 * epochs) / whole).toFixed(1)} %)`;
}
