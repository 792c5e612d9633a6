import { join } from "node:path";
import type { Plan } from "../definition/plan.ts";
import { writeJsonl } from "../results/export/jsonl.ts";
import { writeLogs } from "../results/export/tensorboard.ts";
import { JournalReader } from "../results/journal/reader.ts";
import { labelOf, type PlannedRun, runsOf } from "./choose-run.ts";
import { loadSavedPlan } from "./saved-plan.ts";

/** Writes a log directory for each run, which TensorBoard shows. Throws BadInput, rejects with a FileError. */
export async function exportTensorBoard(folder: string, to = join(folder, "tensorboard")): Promise<void> {
  const plan = loadSavedPlan(folder);
  const wallTime = Math.floor(Date.now() / 1000);
  const runs = recordedRuns(folder, plan, (run) => ({ label: labelOf(plan, run) }));
  const count = await writeLogs(to, plan, runs, wallTime);
  console.log(`${told(plan, count)} → ${to}; tensorboard --logdir ${to} shows them`);
}

/** Writes every epoch of every run as a line of JSON. Throws BadInput, rejects with a FileError. */
export async function exportJsonl(folder: string, to = join(folder, "epochs.jsonl")): Promise<void> {
  const plan = loadSavedPlan(folder);
  const count = await writeJsonl(
    to,
    plan,
    recordedRuns(folder, plan, ({ variant, seed }) => ({ cells: plan.variant(variant).cells, seed })),
  );
  console.log(`${told(plan, count)} → ${to}`);
}

/** The runs of a plan that the journal has, in the plan's order. */
function* recordedRuns<T>(
  folder: string,
  plan: Plan,
  more: (run: PlannedRun) => T,
): Generator<T & { readonly id: string; readonly lines: string }> {
  const journal = new JournalReader(folder, plan);
  try {
    for (const run of runsOf(plan)) {
      const found = journal.read(run.id);
      if (found) yield { id: run.id, lines: found.lines, ...more(run) };
    }
  } finally {
    journal.close();
  }
}

function told(plan: Plan, count: number): string {
  const all = plan.variants * plan.seeds.length;
  const missing = count < all ? ` (${all - count} more are not trained yet)` : "";
  return `${plan.name}: ${count} ${count === 1 ? "run" : "runs"}${missing}`;
}
