import { join } from "node:path";
import { defineCommand } from "../command-line/command.ts";
import { exitCode } from "../command-line/exit-code.ts";
import { InputError } from "../command-line/input-error.ts";
import { argument } from "../command-line/parameters.ts";
import type { Plan } from "../experiment/plan.ts";
import { type Basis, basisOf } from "../experiment/trained-by.ts";
import { lockFolder } from "../folder/lock.ts";
import { renameIfThere } from "../io/file.ts";
import { exists, namesIn } from "../io/read.ts";
import { JOURNAL_FOLDER, Journal } from "../journal/journal.ts";
import { keepThroughEdit } from "../loading/count-steps.ts";
import { loadPlans } from "../loading/load-experiments.ts";
import { counted } from "../numbers/counted.ts";
import { LOGS, RUNS } from "../program/run-folders.ts";
import { possibleSeeds } from "../seeding/planned.ts";
import { experimentOptions, outputOption } from "./options.ts";

export const accept = defineCommand({
  name: "accept",
  group: "Results",
  summary: "keep the runs of a program after an edit of its files that changes no figures",
  details:
    "The files of a program are part of its runs' identity, so an edit trains all of them again. This takes the runs that are there for those of the edited files, and notes the edit in manifest.json.",
  arguments: { experiment: argument("experiment, or its name", { completes: "experiment" }) },
  options: { ...experimentOptions, ...outputOption },
  examples: [{ words: ["my-experiment"], does: "Keep its runs, though a comment in train.py was edited." }],
  async run({ experiment, output, ...loading }, { parts }) {
    const file = fileOf(experiment);
    // An edit that changes no figures changes no number of steps.
    await keepThroughEdit([file], { ...loading, output, parts });
    const load = (basis?: Basis) => loadPlans([file], { ...loading, output, parts }, basis)[0] as Plan;
    const plan = load();
    const to = basisOf(plan.trainer);
    if (to === undefined)
      throw new InputError(`${plan.name}: no program of yours trains its runs, so there is no edit to accept`);
    const folder = join(output, plan.name);
    if (!exists(join(folder, JOURNAL_FOLDER))) throw new InputError(`${folder} holds no runs`, ["sweep", file]);
    const lock = lockFolder(folder, join(folder, JOURNAL_FOLDER), new Date());
    try {
      const journal = new Journal(folder, plan);
      const kept = journal.formerBases.flatMap((from) => takeOver(journal, folder, plan, load(from), { from, to }));
      await journal.close();
      console.log(
        kept.length === 0
          ? `${plan.name}: nothing to keep: no run is there that was trained before the last edit`
          : `${plan.name}: ${counted(kept.length, "run")} kept. The next sweep writes the tables again`,
      );
    } finally {
      lock.release();
    }
    return exitCode.ok;
  },
});

/** A name stands for the file in experiments/. */
function fileOf(experiment: string): string {
  const named = join("experiments", `${experiment}.yaml`);
  return !exists(experiment) && exists(named) ? named : experiment;
}

/** @param former the plan as it was */
function takeOver(
  journal: Journal,
  folder: string,
  plan: Plan,
  former: Plan,
  { from, to }: { readonly from: Basis; readonly to: Basis },
): readonly string[] {
  const names = possibleSeeds(plan).flatMap((seed) =>
    Array.from(
      { length: plan.variants },
      (_, variant) => [former.runId(variant, seed), plan.runId(variant, seed)] as const,
    ),
  );
  const taken = journal.adopt(names, { at: new Date().toISOString(), from, to });
  for (const [old, now] of names) {
    if (!taken.includes(now)) continue;
    renameIfThere(join(folder, RUNS, old), join(folder, RUNS, now));
    const logs = exists(join(folder, LOGS)) ? namesIn(join(folder, LOGS)) : [];
    for (const name of logs)
      if (name.startsWith(`${old}.`))
        renameIfThere(join(folder, LOGS, name), join(folder, LOGS, name.replace(old, now)));
  }
  return taken;
}
