import { basename, join } from "node:path";
import { InputError } from "../command-line/input-error.ts";
import type { Plan } from "../contracts/plan.ts";
import type { Registry } from "../contracts/registry.ts";
import { readingIn } from "../execution/files.ts";
import { readSaved } from "../folder/saved.ts";
import { renderIssues } from "../issues/render.ts";
import { loadExperiment } from "../plan/load.ts";
import { noResults } from "./no-results.ts";

/**
 * The plan of a results folder.
 * Throws InputError if there is none, or if its experiment no longer loads.
 */
export function loadSavedPlan(folder: string, parts: Registry): Plan {
  const saved = readSaved(folder);
  if (saved === undefined) throw noResults(folder, "no finished sweep");
  const file = join(saved.directory, `${basename(folder)}.yaml`);
  const { directory, text, basis } = saved;
  const readFile = readingIn(directory);
  const loaded = loadExperiment({ file, text, directory, maxRuns: Number.POSITIVE_INFINITY, parts, readFile, basis });
  if ("issues" in loaded) throw new InputError(renderIssues(loaded.issues));
  return loaded.plan;
}
