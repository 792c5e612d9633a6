import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Plan } from "../definition/plan.ts";
import { naming } from "./file.ts";
import type { Journal } from "./journal/journal.ts";
import { cutAt } from "./journal/layout.ts";
import type { RunResult } from "./journal/record.ts";
import { MANIFEST, type Manifest, type Provenance } from "./manifest.ts";
import { type Format, PLAIN } from "./profile.ts";
import { gatherReport } from "./report/gather.ts";
import { REPORT, writeReport } from "./report/write.ts";
import { openStore } from "./store.ts";
import type { Summary } from "./summary.ts";

/**
 * Writes all result files from the journal, which holds every run of the plan. Gives the summary.
 * Rejects with a FileError; the files are then as they were.
 */
export async function rebuild(
  folder: string,
  plan: Plan,
  journal: Journal,
  provenance: Provenance,
  format: Format = PLAIN,
): Promise<Summary> {
  const store = await openStore(folder, plan, format);
  try {
    for (const seed of plan.seeds)
      for (let variant = 0; variant < plan.variants; variant++)
        await store.append(resultOf(plan, journal, variant, seed));
  } catch (error) {
    await store.discard();
    throw error;
  }
  // If this process dies before the new report is there, none is better than one of other figures.
  await naming(folder, () => rm(join(folder, REPORT), { force: true }));
  const summary = await store.finish(provenance);
  const manifest: Manifest = JSON.parse(await readFile(join(folder, MANIFEST), "utf8"));
  const read = (variant: number, seed: number) => resultOf(plan, journal, variant, seed);
  await writeReport(
    folder,
    gatherReport({ plan, summary, manifest, read, files: [...Object.keys(manifest.files), MANIFEST] }),
  );
  return summary;
}

function resultOf(plan: Plan, journal: Journal, variant: number, seed: number): RunResult {
  const result = journal.read(plan.runId(variant, seed));
  const end = plan.adaptive?.prunedAt(variant);
  return end === undefined ? result : cutAt(result, end, plan);
}
