import { basename, join } from "node:path";
import { InputError } from "../command-line/input-error.ts";
import type { Registry } from "../contracts/registry.ts";
import { readingIn } from "../execution/files.ts";
import type { Plan } from "../experiment/plan.ts";
import type { Basis } from "../experiment/trained-by.ts";
import { readSaved } from "../folder/saved.ts";
import { renderIssues } from "../issues/render.ts";
import { readExperiment } from "../journal/experiment.ts";
import { loadExperiment } from "../plan/load.ts";
import { noResults } from "./no-results.ts";

/**
 * The plan of a results folder.
 * Throws InputError if there is none, or if its experiment no longer loads.
 */
export function loadSavedPlan(folder: string, parts: Registry): Plan {
  const saved = readSaved(folder);
  if (saved === undefined) throw noResults(folder, "no finished sweep");
  return loadKept(folder, saved, parts);
}

/**
 * The plan of the sweep that began last in a results folder; undefined where none has.
 * Throws InputError if its experiment no longer loads, or a FileError.
 */
export function loadBegunPlan(folder: string, parts: Registry): Plan | undefined {
  const begun = readExperiment(folder);
  return begun && loadKept(folder, begun, parts);
}

/** An experiment that is kept with its results. */
interface KeptExperiment {
  readonly text: string | Uint8Array;
  readonly directory: string;
  readonly basis: Basis | undefined;
}

function loadKept(folder: string, { directory, text, basis }: KeptExperiment, parts: Registry): Plan {
  const file = join(directory, `${basename(folder)}.yaml`);
  const readFile = readingIn(directory);
  const loaded = loadExperiment({ file, text, directory, maxRuns: Number.POSITIVE_INFINITY, parts, readFile, basis });
  if ("issues" in loaded) throw new InputError(renderIssues(loaded.issues));
  return loaded.plan;
}
