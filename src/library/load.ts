import type { Plan } from "../contracts/plan.ts";
import { footprintOf } from "../engine/footprint.ts";
import { readingIn } from "../execution/files.ts";
import type { Diagnostic as Found } from "../issues/issue.ts";
import { parts } from "../parts.ts";
import { loadExperiment } from "../plan/load.ts";
import type { CheckOptions, Diagnostic } from "./experiment-types.ts";

/** What a text was read as. */
export type Loaded =
  | { readonly plan: Plan; readonly diagnostics: readonly Diagnostic[] }
  | { readonly plan?: undefined; readonly diagnostics: readonly Diagnostic[] };

/** Reads an experiment from text. */
export function load(text: string, options: CheckOptions): Loaded {
  const { file = "experiment.yaml", folder = ".", set = [], maxRuns } = options;
  const loaded = loadExperiment({
    file,
    text,
    set,
    ...(maxRuns !== undefined && { maxRuns }),
    parts,
    directory: folder,
    readFile: readingIn(folder),
    measure: footprintOf,
  });
  if ("problems" in loaded) return { diagnostics: loaded.problems.map((found) => diagnosticOf(found, "error")) };
  return { plan: loaded.plan, diagnostics: loaded.warnings.map((found) => diagnosticOf(found, "warning")) };
}

function diagnosticOf(
  { code, file, line, column, message, remedy, placed }: Found,
  severity: Diagnostic["severity"],
): Diagnostic {
  const place = { severity, code, file, line, column, message };
  return { ...place, ...(remedy !== undefined && { remedy }), ...(placed !== undefined && { placed }) };
}
