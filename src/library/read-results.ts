import { JournalReader } from "../journal/reader.ts";
import { parts } from "../parts.ts";
import { finalPlan } from "../saved/final-plan.ts";
import { loadSavedPlan } from "../saved/saved-plan.ts";
import type { Results } from "./experiment-types.ts";
import { rowsIn } from "./rows.ts";

/**
 * Reads what a finished sweep left in its folder.
 * @param folder `results/<name>`, with the journal in it
 * @throws Error where no sweep has finished there, or its experiment no longer loads
 */
export function readResults(folder: string): Results {
  const plan = loadSavedPlan(folder, parts);
  const journal = new JournalReader(folder, plan);
  try {
    return { ...rowsIn(finalPlan(plan, journal), journal), folder };
  } finally {
    journal.close();
  }
}
