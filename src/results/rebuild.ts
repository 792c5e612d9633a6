import type { Plan } from "../definition/plan.ts";
import type { Journal } from "./journal/journal.ts";
import type { Provenance } from "./manifest.ts";
import { type Format, PLAIN } from "./profile.ts";
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
        await store.append(journal.read(plan.runId(variant, seed)));
  } catch (error) {
    await store.discard();
    throw error;
  }
  return store.finish(provenance);
}
