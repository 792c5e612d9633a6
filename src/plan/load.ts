import { Checker } from "../check/checker.ts";
import type { ReadFile } from "../contracts/dataset.ts";
import type { MeasureMemory } from "../contracts/memory.ts";
import { directionOfColumn, metricOfColumn } from "../contracts/metric.ts";
import type { Objective, Plan } from "../contracts/plan.ts";
import type { Registry } from "../contracts/registry.ts";
import { type Grid, readGrid } from "../grid/grid.ts";
import { findIdle } from "../grid/idle.ts";
import { readPruning } from "../grid/settings.ts";
import { type Diagnostic, locate, Problems } from "../issues/issue.ts";
import { listed } from "../issues/suggest.ts";
import { decode, parseSource } from "../source/source.ts";
import { isNull, type MapNode } from "../source/tree.ts";
import { checkPruning } from "./check-pruning.ts";
import { makePlan, readBaseline, tableOf } from "./make-plan.ts";
import { readPolicy } from "./policy.ts";
import { applySettings } from "./set.ts";
import { isExperimentName, NAME_RULE, readKey, readRoot } from "./top-level.ts";

export interface LoadRequest {
  /** As it is to be shown in messages. */
  readonly file: string;
  readonly text: string | Uint8Array;
  /** The folder that paths in the experiment are relative to; default: `.` */
  readonly directory?: string;
  /** `path=value`, each as if edited into the file. */
  readonly set?: readonly string[];
  /** Default: 100 000. */
  readonly maxRuns?: number;
  readonly parts: Registry;
  /** Reads a file that the experiment names, relative to it. */
  readonly readFile: ReadFile;
  /** What `engine: auto` stands for. */
  readonly engine?: "wasm";
  /** Works out what a run takes of memory; without it none is too large. */
  readonly measure?: MeasureMemory;
}

export type Loaded =
  | { readonly plan: Plan; readonly warnings: readonly Diagnostic[] }
  | { readonly problems: readonly Diagnostic[] };

/** Experiments that are to be run together: their names must tell their results apart. */
export function loadExperiments(
  requests: readonly LoadRequest[],
):
  | { readonly plans: readonly Plan[]; readonly warnings: readonly Diagnostic[] }
  | { readonly problems: readonly Diagnostic[] } {
  const loaded = requests.map(loadExperiment);
  const problems = loaded.flatMap((result) => ("problems" in result ? result.problems : []));
  const plans = loaded.flatMap((result) => ("plan" in result ? [result.plan] : []));
  const files = requests.filter((_, i) => "plan" in (loaded[i] as Loaded)).map(({ file }) => file);
  plans.forEach(({ name, text }, i) => {
    const first = plans.findIndex((other) => other.name.toLowerCase() === name.toLowerCase());
    if (first === i) return;
    const root = parseSource(text).root;
    const at = root?.kind === "map" ? (root.entries.get("name")?.value.at ?? 0) : 0;
    const message = `${files[first]} is named '${plans[first]?.name}', too`;
    problems.push(
      ...locate(
        [{ code: "name", at, message, remedy: "give each experiment a name of its own" }],
        files[i] as string,
        text,
      ),
    );
  });
  const warnings = loaded.flatMap((result) => ("plan" in result ? result.warnings : []));
  return problems.length > 0 ? { problems } : { plans, warnings };
}

const MAX_RUNS = 100_000;

/** Points with nothing in common may each be wrong in their own way; nobody reads more than these. */
const MOST_PROBLEMS = 200;

/** Reads an experiment and checks every run of it: a plan, or all that is wrong, in the order of the file. */
export function loadExperiment(request: LoadRequest): Loaded {
  const { file, set = [] } = request;
  const text = decode(request.text);
  if (typeof text !== "string") return { problems: locate([text], file, "") };
  const edited = applySettings(text, set);
  const located = ({ all }: Problems) => locate(all.slice(0, MOST_PROBLEMS), file, edited.text, edited.inserted);
  const problems = new Problems();
  problems.addAll(edited.problems);
  const warnings = new Problems();
  const plan = readPlan(request, edited.text, problems, warnings);
  if (plan === undefined || problems.count > 0) return { problems: located(problems) };
  return { plan, warnings: located(warnings) };
}

function readPlan(request: LoadRequest, text: string, problems: Problems, warnings: Problems): Plan | undefined {
  const { parts, maxRuns = MAX_RUNS, directory = "." } = request;
  const source = parseSource(text);
  problems.addAll(source.problems);
  if (problems.count > 0) return undefined;
  const root = readRoot(source.root, parts, problems);
  if (root === undefined) return undefined;
  const name = readName(root, request.file, problems);
  const description = readKey(root, "description", problems) as string;
  const seeds = readSeeds(root, problems);
  const objective = readKey(root, "objective", problems) as Partial<Objective> | undefined;
  readKey(root, "baseline", problems);
  const policy = readPolicy(root, problems);
  const pruning = readPruning(root, parts, problems);
  const grid = readGrid(root, parts, seeds.length, maxRuns, problems);
  if (grid === undefined) return undefined;
  const files = new Map<string, Uint8Array>();
  const checker = new Checker(grid.composer, {
    registry: parts,
    readFile: remembering(request.readFile, files),
    engine: request.engine ?? "wasm",
    measure: request.measure,
  });
  checkPoints(grid, checker, problems, warnings);
  if (pruning !== undefined) checkPruning(root, pruning, grid, checker, problems);
  findIdle(grid, parts, problems);
  const settled = settleObjective(root, objective, checker, problems);
  const table = tableOf(grid);
  const fixed = readBaseline(root, grid, table, problems);
  const own = { name, description, text, directory, files: [...files.keys()] };
  const facts = { ...own, seeds, objective: settled, policy, pruning, digest: request.readFile.digest };
  return makePlan(facts, grid, checker, table, fixed);
}

/** A search is checked at the ends of its space first: what may come of it has its columns, and its warnings are told once. */
function checkPoints({ points, search }: Grid, checker: Checker, problems: Problems, warnings: Problems): void {
  for (const point of search?.ends() ?? []) {
    if (problems.count >= MOST_PROBLEMS) return;
    const result = checker.check(point);
    if ("problems" in result) problems.addAll(result.problems);
    else warnings.addAll(result.value.warnings);
  }
  if (search !== undefined && problems.count > 0) return;
  for (let i = 0; i < points.count && problems.count < MOST_PROBLEMS; i++) {
    const result = checker.check(points.at(i));
    if ("problems" in result) problems.addAll(result.problems);
    else if (search === undefined) warnings.addAll(result.value.warnings);
  }
}

/** Reads each file once. Adds to known. */
function remembering(readFile: ReadFile, known: Map<string, Uint8Array>): ReadFile {
  const read = (path: string) => {
    const bytes = known.get(path) ?? readFile(path);
    known.set(path, bytes);
    return bytes;
  };
  return Object.assign(read, { digest: readFile.digest });
}

function readName(root: MapNode, file: string, problems: Problems): string {
  if (root.entries.has("name")) return (readKey(root, "name", problems) as string | undefined) ?? "";
  const name = stem(file);
  if (!isExperimentName(name))
    problems.add({
      code: "name",
      at: 0,
      message: `the file's name '${name}' cannot name its results`,
      remedy: `give it a name: ${NAME_RULE}`,
    });
  return name;
}

/** The name of a file, without its folder and ending. */
const stem = (file: string) => file.replace(/^.*[/\\]/, "").replace(/(?<=.)\.[^.]*$/, "");

function readSeeds(root: MapNode, problems: Problems): readonly number[] {
  const seeds = readKey(root, "seeds", problems) as number | readonly number[] | undefined;
  return typeof seeds === "number" ? Array.from({ length: seeds }, (_, seed) => seed) : (seeds ?? [0]);
}

function settleObjective(
  root: MapNode,
  objective: Partial<Objective> | undefined,
  { validates, metrics }: Pick<Checker, "validates" | "metrics">,
  problems: Problems,
): Objective {
  const metric = objective?.metric ?? (validates ? "val_loss" : "train_loss");
  const node = root.entries.get("objective")?.value;
  if (metric.startsWith("val_") && !validates && node?.kind === "map" && !isNull(node))
    problems.add({
      code: "misfit",
      at: node.entries.get("metric")?.value.at ?? node.at,
      message: `objective.metric is ${metric}, but no rows are held out for validation`,
      remedy: "set data.validation, or use train_loss",
    });
  if (problems.count === 0 && !metrics.includes(metric) && node?.kind === "map")
    problems.add({
      code: "misfit",
      at: node.entries.get("metric")?.value.at ?? node.at,
      message: `objective.metric is ${metric}, which no run measures`,
      remedy: `add ${metricOfColumn(metric)} to metrics, or take ${listed(metrics)}`,
    });
  const mode = objective?.mode ?? directionOfColumn(metric) ?? "min";
  const { at = "final", target } = objective ?? {};
  return { metric, mode, at, ...(target !== undefined && { target }) };
}
