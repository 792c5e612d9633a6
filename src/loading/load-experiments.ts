import { dirname, extname, join, parse } from "node:path";
import { InputError } from "../command-line/input-error.ts";
import type { Registry } from "../contracts/registry.ts";
import { footprintOf } from "../engine/footprint.ts";
import { readingIn } from "../execution/files.ts";
import { isImported, isOwn, type OwnPlan, type Plan } from "../experiment/plan.ts";
import type { Basis } from "../experiment/trained-by.ts";
import { countedSteps } from "../folder/counted-steps.ts";
import { codeOf, wayToRead, whyUnreadable } from "../io/file-error.ts";
import { exists, isFolder, MOST_WRITTEN, namesIn, readBytes } from "../io/read.ts";
import { renderIssues } from "../issues/render.ts";
import { nearest } from "../issues/suggest.ts";
import { type LoadRequest, loadExperiments } from "../plan/load.ts";
import { type Uncounted, uncountedIn } from "../plan/uncounted.ts";
import { torchMeans } from "../torch/means.ts";

/** Where experiments are found when no file is named. */
const FOLDER = "experiments";

export interface LoadOptions {
  /** `path=value`: each is applied to every file, like an edit. */
  readonly set: readonly string[];
  readonly maxRuns: number;
  /** Whether a warning counts as an error. */
  readonly strict: boolean;
  readonly parts: Registry;
  /** The results folder, for what earlier sweeps have counted. Default: results. */
  readonly output?: string;
}

/**
 * The plans of the named files, or of every file in experiments/. All files are checked before any is returned.
 * Warnings go to stderr. Throws InputError with every error of every file.
 * @param basis what runs of a program depended on, in the place of its files as they are
 */
export function loadPlans(names: readonly string[], options: LoadOptions, basis?: Basis): readonly Plan[] {
  const requests = requestsOf(names, options).map((request) => ({ ...request, basis }));
  const loaded = loadExperiments(requests.map((request) => withCountedSteps(request, options.output)));
  if ("issues" in loaded) throw new InputError(renderIssues(loaded.issues));
  const { plans, warnings } = loaded;
  if (options.strict && warnings.length > 0) throw new InputError(renderIssues(warnings));
  if (warnings.length > 0) console.error(renderIssues(warnings, "warning"));
  return plans;
}

/** What is to be counted before the plans of the named files can be made. */
export function uncountedOf(names: readonly string[], options: LoadOptions): readonly Uncounted[] {
  return requestsOf(names, options).flatMap((request) => uncountedIn(request) ?? []);
}

function requestsOf(names: readonly string[], options: LoadOptions): readonly LoadRequest[] {
  refuseSplitSetting(names, options.set);
  return filesOf(names).map((file) => {
    const directory = dirname(file);
    const read = { text: textOf(file), readFile: readingIn(directory) };
    return { ...options, ...read, file, directory, measure: footprintOf, torch: torchMeans };
  });
}

/** The request with the steps that an earlier sweep has counted, where the file asks for it: like an edit of the file. */
function withCountedSteps(request: LoadRequest, output = "results"): LoadRequest {
  const uncounted = uncountedIn(request);
  const steps = uncounted && countedSteps(join(output, uncounted.name), uncounted.key);
  if (steps === undefined) return request;
  return { ...request, set: [...(request.set ?? []), `training.steps_per_epoch=${steps}`] };
}

/** `--set optimizer.lr 0.1`: the value would be taken for a file. So it is in `optimizer.lr = 0.1`; a colon is none of ours. */
function refuseSplitSetting(names: readonly string[], set: readonly string[]): void {
  const setting = set.find((setting) => !setting.includes("="));
  if (setting === undefined) return;
  const [path, after = ""] = setting.split(/:\s*(.*)/);
  const isValue = (name: string) => name !== "=" && !exists(name);
  const value = after || (names.find(isValue)?.replace(/^=/, "") ?? "…");
  throw new InputError(`--set ${setting}: the path has no value. Write --set ${path}=${value}`);
}

function filesOf(names: readonly string[]): readonly string[] {
  if (names.length === 0 && !isFolder(FOLDER)) {
    const message = `No experiment is named, and there is no folder ${FOLDER}/ here. Name a file, or write a new one:`;
    throw new InputError(message, ["init", "my-experiment"]);
  }
  if (names.length === 0) return inFolder(FOLDER);
  return [...new Set(names.flatMap((name) => (isFolder(name) ? inFolder(name) : [name])))];
}

function inFolder(folder: string): readonly string[] {
  const files = experimentsIn(folder);
  if (files.length === 0)
    throw new InputError(`${join(folder, "/")} holds no experiment (*.yaml). Name a file, or write a new experiment:`, [
      "init",
      "my-experiment",
    ]);
  return files;
}

function experimentsIn(folder: string): readonly string[] {
  const names = namesIn(folder).filter((name) => [".yaml", ".yml"].includes(extname(name)));
  return names.map((name) => join(folder, name));
}

/** The file that was probably meant: it may have been named without its folder or its ending. */
function suggestionFor(file: string): string {
  const known = new Map([FOLDER, dirname(file)].flatMap(experimentsIn).map((path) => [parse(path).name, path]));
  const near = nearest(parse(file).name, known.keys());
  return near === undefined ? "" : `\n  did you mean '${known.get(near)}'?`;
}

function textOf(file: string): Uint8Array {
  try {
    return readBytes(file, MOST_WRITTEN);
  } catch (error) {
    const way = wayToRead(error);
    const suggestion = codeOf(error) === "ENOENT" ? suggestionFor(file) : way === undefined ? "" : `\n  ${way}`;
    throw new InputError(`${file}: error: cannot read the experiment: ${whyUnreadable(error)}${suggestion}`);
  }
}

/**
 * A plan with data, model and loss. Throws InputError for one without.
 * @param what needs them: "lr-find"
 */
export function requireOwn(plan: Plan, what: string): OwnPlan {
  if (isOwn(plan)) return plan;
  const why = isImported(plan) ? "its results are imported" : "a program of yours trains its runs";
  throw new InputError(`${plan.name}: ${why}, and ${what} needs data, model and loss`);
}

/** Throws InputError for a plan of results that were there before, which have no schedules. @param what needs them: "preview" */
export function requireSchedules(plan: Plan, what: string): void {
  if (isImported(plan)) throw new InputError(`${plan.name}: its results are imported, and ${what} needs schedules`);
}
