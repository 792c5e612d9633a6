import type { Plan } from "../definition/plan.ts";
import { type Batch, openBatch } from "./batch.ts";
import { csvLines, epochHeads, prefixLines, runCells } from "./csv.ts";
import { planDigest } from "./digest.ts";
import type { RunResult } from "./journal/record.ts";
import { commitOf, FILES, type FileName, MANIFEST, manifestOf, type Provenance } from "./manifest.ts";
import { Outcomes } from "./outcomes.ts";
import {
  marginalHeads,
  marginalRows,
  runHeads,
  runRow,
  summaryHeads,
  summaryRow,
  timingHeads,
  timingRow,
} from "./sheets.ts";
import { type Summary, summarize } from "./summary.ts";
import { summaryMarkdown } from "./table.ts";
import { thin } from "./thin.ts";

/** A results folder being written. Its files appear under their names only when all of them are whole. */
export interface Store {
  /** Takes the plan's next run. Await it before the next call: the buffer is bounded. */
  append(result: RunResult): Promise<void>;
  /** After the plan's last run. Gives the summary. */
  finish(provenance: Provenance): Promise<Summary>;
  /** Gives up, and leaves the folder's files as they were. What fails does so by itself. */
  discard(): Promise<void>;
}

type Files = Batch<FileName | typeof MANIFEST>;

/** Makes the folder if need be and starts its files. Rejects with a FileError, as all of a store's methods do. */
export async function openStore(folder: string, plan: Plan): Promise<Store> {
  const files: Files = await openBatch(folder, [...FILES, MANIFEST]);
  const outcomes = new Outcomes(plan);
  const commit = commitOf(plan.directory);
  const orDiscard = async <T>(work: Promise<T>) => {
    try {
      return await work;
    } catch (error) {
      await files.discard();
      throw error;
    }
  };
  await orDiscard(writeHeads(files, plan));
  return {
    append: (result) => orDiscard(writeRun(files, plan, outcomes, result)),
    finish: async (provenance) => orDiscard(writeEnd(files, plan, outcomes, await commit, provenance)),
    discard: files.discard,
  };
}

async function writeHeads(files: Files, plan: Plan): Promise<void> {
  await files.write("epochs.csv", csvLines([epochHeads(plan)]));
  await files.write("runs.csv", csvLines([runHeads(plan)]));
  await files.write("timings.csv", csvLines([timingHeads]));
}

async function writeRun(files: Files, plan: Plan, outcomes: Outcomes, result: RunResult): Promise<void> {
  const { variant, seed } = place(plan, outcomes.count);
  outcomes.push(result.outcome);
  const id = plan.runId(variant, seed);
  const cells = runCells(plan, id, plan.variant(variant).cells, seed);
  await files.write("epochs.csv", prefixLines(thin(result.lines, result.outcome.figures, plan), cells));
  await files.write("runs.csv", csvLines([runRow(plan, cells, result.outcome)]));
  await files.write("timings.csv", csvLines([timingRow(id, result.timing)]));
}

/** The variant and seed of the plan's n-th run: seeds are the outer loop. */
function place({ variants, seeds }: Plan, run: number): { variant: number; seed: number } {
  const seed = seeds[Math.floor(run / variants)];
  if (seed === undefined) throw new RangeError(`the plan has only ${variants * seeds.length} runs`);
  return { variant: run % variants, seed };
}

async function writeEnd(
  files: Files,
  plan: Plan,
  outcomes: Outcomes,
  commit: string | null,
  provenance: Provenance,
): Promise<Summary> {
  const missing = plan.variants * plan.seeds.length - outcomes.count;
  if (missing > 0) throw new Error(`${plan.name}: ${missing} runs of the plan are missing`);
  const summary = summarize(plan, (run) => outcomes.at(run));
  await files.write("summary.csv", csvLines([summaryHeads(plan)]));
  for (const variant of summary) await files.write("summary.csv", csvLines([summaryRow(variant)]));
  await files.write("marginals.csv", csvLines([marginalHeads, ...marginalRows(summary.marginals)]));
  await files.write("summary.md", summaryMarkdown(plan, summary));
  await files.write("experiment.yaml", plan.text);
  const digests = Object.fromEntries(await files.seal()) as Record<FileName, string>;
  const facts = { name: plan.name, digest: planDigest(plan), commit, runs: outcomes.tally(), files: digests };
  await files.write(MANIFEST, `${JSON.stringify(manifestOf(facts, provenance), null, 2)}\n`);
  await files.seal();
  await files.publish();
  return summary;
}
