import { footprintOf } from "../engine/footprint.ts";
import { readingIn } from "../execution/files.ts";
import type { Plan } from "../experiment/plan.ts";
import type { Issue, Suggestion as Way } from "../issues/issue.ts";
import { renderOrigin, renderSuggestion } from "../issues/render.ts";
import { parts } from "../parts.ts";
import { loadExperiment } from "../plan/load.ts";
import { torchMeans } from "../torch/means.ts";
import type { CheckOptions, Diagnostic, Suggestion } from "./experiment-types.ts";

/** What a text was read as. */
type Loaded =
  | { readonly plan: Plan; readonly diagnostics: readonly Diagnostic[] }
  | { readonly plan?: undefined; readonly diagnostics: readonly Diagnostic[] };

/** Reads an experiment from text. */
export function load(text: string, options: CheckOptions): Loaded {
  const { file = "experiment.yaml", folder = ".", set = [], maxRuns } = options;
  if (FILE_NAME.test(text)) return { diagnostics: [fileName(text, file)] };
  const loaded = loadExperiment({
    file,
    text,
    set,
    ...(maxRuns !== undefined && { maxRuns }),
    parts,
    directory: folder,
    readFile: readingIn(folder),
    measure: footprintOf,
    torch: torchMeans,
  });
  if ("issues" in loaded) return { diagnostics: loaded.issues.map((issue) => diagnosticOf(issue, "error")) };
  return { plan: loaded.plan, diagnostics: loaded.warnings.map((issue) => diagnosticOf(issue, "warning")) };
}

/** On one line, without the keys of YAML. */
const FILE_NAME = /^(?!.*:\s)\S.*\.ya?ml$/;

/** Whoever passes a file's name finds out what to pass. */
function fileName(text: string, file: string): Diagnostic {
  const message = `'${text}' is the name of a file; pass the file's text`;
  const suggestions = [{ text: `read it with readFileSync(${JSON.stringify(text)}, "utf8")` }];
  return { severity: "error", code: "file", file, line: 1, column: 1, message, suggestions, origins: [] };
}

function diagnosticOf(
  { code, place, message, suggestions, origins }: Issue,
  severity: Diagnostic["severity"],
): Diagnostic {
  const { file, line, column } = place;
  const found = { severity, code, file, line, column, message, suggestions: suggestions.map(suggestionOf) };
  return { ...found, origins: origins.map(renderOrigin) };
}

function suggestionOf(way: Way): Suggestion {
  const text = renderSuggestion(way);
  if (way.edit === undefined) return { text };
  const { line, column, offset, length } = way.edit.place;
  return { text, edit: { line, column, offset, length, text: way.edit.text } };
}
