import { basename, join } from "node:path";
import { ONLY_WASM } from "../contracts/engine.ts";
import type { Plan } from "../contracts/plan.ts";
import { readingIn } from "../execution/files.ts";
import { readSaved } from "../folder/saved.ts";
import { renderIssues } from "../issues/render.ts";
import { readEngines } from "../journal/engines.ts";
import { parts } from "../parts.ts";
import { loadExperiment } from "../plan/load.ts";
import { BadInput } from "./exit.ts";

/** The plan that a results folder is of, with the engines that computed its runs. Throws BadInput where there is none, or where its experiment no longer loads. */
export function loadSavedPlan(folder: string): Plan {
  const saved = readSaved(folder);
  if (saved === undefined) {
    throw new BadInput(`${folder} holds no finished sweep: name a folder in results/, or run npm run sweep first`);
  }
  const file = join(saved.directory, `${basename(folder)}.yaml`);
  const readFile = readingIn(saved.directory);
  const loaded = loadExperiment({ file, text: saved.text, maxRuns: Number.POSITIVE_INFINITY, parts, readFile });
  if ("issues" in loaded) throw new BadInput(renderIssues(loaded.issues));
  return loaded.plan.withEngines(readEngines(folder) ?? ONLY_WASM);
}
