import { join } from "node:path";
import type { Registry } from "../../contracts/registry.ts";
import type { Plan } from "../../experiment/plan.ts";
import { writeJsonl } from "../../export/jsonl.ts";
import { writeLogs } from "../../export/tensorboard.ts";
import { JournalReader } from "../../journal/reader.ts";
import { counted } from "../../numbers/counted.ts";
import { finalPlan, type PlannedRun, recordOf } from "../../saved/final-plan.ts";
import { labelOf, runsOf } from "../../saved/find-run.ts";
import { loadSavedPlan } from "../../saved/saved-plan.ts";
import { runCount } from "../../seeding/planned.ts";

/** Writes a TensorBoard log directory for each run. Throws InputError, rejects with a FileError. */
export async function exportTensorBoard(
  folder: string,
  parts: Registry,
  to = join(folder, "tensorboard"),
): Promise<void> {
  const wallTime = Math.floor(Date.now() / 1000);
  const told = await withRuns(folder, parts, (plan, runs) =>
    writeLogs(
      to,
      plan,
      labelled(runs, (run) => ({ label: labelOf(plan, run) })),
      wallTime,
    ),
  );
  console.log(`${told} → ${to}; tensorboard --logdir ${to} shows them`);
}

/** Writes every epoch of every run as one line of JSON. Throws InputError, rejects with a FileError. */
export async function exportJsonl(folder: string, parts: Registry, to = join(folder, "epochs.jsonl")): Promise<void> {
  const told = await withRuns(folder, parts, (plan, runs) =>
    writeJsonl(
      to,
      plan,
      labelled(runs, ({ variant, seed }) => ({ cells: plan.variant(variant).cells, seed })),
    ),
  );
  console.log(`${told} → ${to}`);
}

interface RecordedRun extends PlannedRun {
  /** See epochLines. */
  readonly lines: string;
}

/** Writes the runs of a results folder in plan order, and returns a text with their number. */
async function withRuns(
  folder: string,
  parts: Registry,
  write: (plan: Plan, runs: Iterable<RecordedRun>) => Promise<number>,
): Promise<string> {
  const saved = loadSavedPlan(folder, parts);
  const journal = new JournalReader(folder, saved);
  try {
    const plan = finalPlan(saved, journal);
    return told(plan, await write(plan, recordedRuns(plan, journal)));
  } finally {
    journal.close();
  }
}

function* recordedRuns(plan: Plan, journal: JournalReader): Generator<RecordedRun> {
  for (const run of runsOf(plan)) {
    const found = recordOf(plan, journal, run);
    if (found) yield { ...run, lines: found.lines };
  }
}

function* labelled<T>(runs: Iterable<RecordedRun>, more: (run: RecordedRun) => T) {
  for (const run of runs) yield { id: run.id, lines: run.lines, ...more(run) };
}

function told(plan: Plan, count: number): string {
  const all = runCount(plan);
  const missing = count < all ? ` (${all - count} more are not trained yet)` : "";
  return `${plan.name}: ${counted(count, "run")}${missing}`;
}
