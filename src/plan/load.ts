import type { PointChecker } from "../check/point-checker.ts";
import type { ReadFile } from "../contracts/dataset.ts";
import { directionOfColumn } from "../contracts/direction-of-column.ts";
import type { Registry } from "../contracts/registry.ts";
import type { MeasureMemory } from "../experiment/memory.ts";
import type { Objective, Plan } from "../experiment/plan.ts";
import type { TorchMeans } from "../experiment/torch-means.ts";
import type { Basis } from "../experiment/trained-by.ts";
import { type Grid, readGrid } from "../grid/grid.ts";
import { findIdle } from "../grid/idle.ts";
import { hasImported } from "../grid/sections.ts";
import { readPruning } from "../grid/settings.ts";
import { Issues } from "../issues/collector.ts";
import { type Issue, issue, type Span } from "../issues/issue.ts";
import { locate } from "../issues/locate.ts";
import { itemAt } from "../numbers/item-at.ts";
import { ownValue } from "../numbers/own.ts";
import { START } from "../source/places.ts";
import { decode, parseSource } from "../source/source.ts";
import type { MapNode } from "../source/tree.ts";
import { warnOfEqualRates } from "../warnings/warn-of-equal-rates.ts";
import { warnOfExponents } from "../warnings/warn-of-exponents.ts";
import { warnOfUnreached } from "../warnings/warn-of-unreached.ts";
import { checkBase } from "./check-base.ts";
import { checkCounts } from "./check-counts.ts";
import { checkPruning } from "./check-pruning.ts";
import { checkReplicates, refuseTests } from "./check-replicates.ts";
import { checkerFor } from "./checker-for.ts";
import { findSlips } from "./find-slips.ts";
import { findGluedCommas } from "./glued-commas.ts";
import { importedPlan } from "./imported-plan.ts";
import { makePlan, tableOf } from "./make-plan.ts";
import { readPolicy } from "./policy.ts";
import { type CompareKeys, readCompare } from "./read-compare.ts";
import { freshSeeds, readSeeding, refuseRounds } from "./read-seeding.ts";
import { readSeeds } from "./read-seeds.ts";
import { isBelowZero, refuseShares } from "./refuse-shares.ts";
import { applySettings } from "./set.ts";
import { nameProblem, readKey, readRoot } from "./top-level.ts";
import { warnOfFewSeeds } from "./warn-of-few-seeds.ts";

export interface LoadRequest {
  /** The file's name in messages. */
  readonly file: string;
  readonly text: string | Uint8Array;
  /** The folder that paths in the experiment are relative to; default: `.` */
  readonly directory?: string;
  /** `path=value`: each is applied like an edit of the file. */
  readonly set?: readonly string[];
  /** Default: 100 000. */
  readonly maxRuns?: number;
  readonly parts: Registry;
  /** Reads a file that the experiment names, relative to it. */
  readonly readFile: ReadFile;
  /** Computes a run's memory. Without it, no run is too large. */
  readonly measure?: MeasureMemory;
  /** What runs depended on when they were trained, if that is not data alone. Default: what is here. */
  readonly basis?: Basis | undefined;
  /** What PyTorch is here, and can be told to do. Without it, nothing is trained by PyTorch. */
  readonly torch?: TorchMeans;
}

export type Loaded =
  | { readonly plan: Plan; readonly warnings: readonly Issue[] }
  | { readonly issues: readonly Issue[] };

/** Loads experiments that run together. Their names must differ, since results are stored by name. */
export function loadExperiments(
  requests: readonly LoadRequest[],
): { readonly plans: readonly Plan[]; readonly warnings: readonly Issue[] } | { readonly issues: readonly Issue[] } {
  const loaded = requests.map(loadExperiment);
  const issues = loaded.flatMap((result) => ("issues" in result ? result.issues : []));
  const plans = loaded.flatMap((result) => ("plan" in result ? [result.plan] : []));
  const files = requests.filter((_, i) => "plan" in itemAt(loaded, i)).map(({ file }) => file);
  plans.forEach(({ name, text }, i) => {
    const first = plans.findIndex((other) => other.name.toLowerCase() === name.toLowerCase());
    if (first === i) return;
    const root = parseSource(text).root;
    const at = root?.kind === "map" ? (root.entries.get("name")?.value.at ?? START) : START;
    const message = `the name '${name}' is taken: ${files[first]} is named '${plans[first]?.name}'`;
    const found = issue("name", at, message, "give each experiment a name of its own");
    issues.push(...locate([found], itemAt(files, i), text));
  });
  const warnings = loaded.flatMap((result) => ("plan" in result ? result.warnings : []));
  return issues.length > 0 ? { issues } : { plans, warnings };
}

/** Runs of an experiment, unless it is told otherwise. */
export const MAX_RUNS = 100_000;

/** The most issues that are collected: different points may each have their own. */
const MOST_ISSUES = 200;

/** Reads an experiment and checks every run. Gives a plan, or all issues in the order of the file. */
export function loadExperiment(request: LoadRequest): Loaded {
  const { file, set = [] } = request;
  const text = decode(request.text);
  if (typeof text !== "string") return { issues: locate([text], file, "") };
  const edited = applySettings(text, set, request.parts);
  const located = (all: readonly Issue<Span>[]) =>
    locate(all.slice(0, MOST_ISSUES), file, edited.text, edited.inserted);
  const issues = new Issues();
  issues.addAll(edited.issues);
  const warnings = new Issues();
  const reading = { ...request, readFile: remembering(request.readFile, new Map()) };
  const plan = readPlan(reading, edited.text, issues, warnings);
  if (plan === undefined || issues.count > 0)
    return { issues: located(findSlips(edited.text, issues.all, (text) => issuesOf(reading, text))) };
  return { plan, warnings: located(warnings.all) };
}

function issuesOf(request: LoadRequest, text: string): readonly Issue<Span>[] {
  const issues = new Issues();
  readPlan(request, text, issues, new Issues());
  return issues.all;
}

function readPlan(request: LoadRequest, text: string, issues: Issues, warnings: Issues): Plan | undefined {
  const { parts, maxRuns = MAX_RUNS, directory = "." } = request;
  const source = parseSource(text);
  issues.addAll(source.issues);
  if (issues.count > 0) return undefined;
  const root = readRoot(source.root, parts, issues);
  if (root === undefined) return undefined;
  findGluedCommas(root, parts, issues);
  const name = readName(root, request.file, issues);
  const description = readKey(root, "description", issues) as string;
  const { pool, looks } = readSeeds(root, issues);
  const seeds = pool.slice(0, looks[0]);
  const objective = readKey(root, "objective", issues) as Partial<Objective> | undefined;
  readKey(root, "baseline", issues);
  const written = readKey(root, "compare", issues) as CompareKeys | undefined;
  const policy = readPolicy(root, issues);
  if (hasImported(root)) {
    refuseRounds(root, looks, issues);
    const told = { name, description, text, directory, seeds, policy, digest: request.readFile.digest };
    return importedPlan(root, told, (metrics) => settleObjective(root, objective, metrics, issues), issues);
  }
  const pruning = readPruning(root, parts, issues);
  const grid = readGrid(root, parts, pool.length, maxRuns, issues, warnings);
  checkCounts(root, parts, warnings);
  warnOfExponents(root, warnings);
  if (grid === undefined) return undefined;
  const files = new Map<string, Uint8Array>();
  const needs = {
    registry: parts,
    readFile: remembering(request.readFile, files),
    seeds: [...pool, ...freshSeeds(pool, written?.confirm ?? 0)],
    measure: request.measure,
    basis: request.basis,
    torch: request.torch,
  };
  const checker = checkerFor(root, grid, needs, issues, warnings);
  if (checker === undefined) return undefined;
  checkReplicates(root, grid, issues, warnings);
  checkBase(root, grid, checker, parts, issues, warnings);
  checkPoints(grid, checker, issues, warnings);
  if (pruning !== undefined) checkPruning(root, pruning, grid, checker, parts, issues, warnings);
  findIdle(grid, parts, issues);
  if (issues.count === 0) warnOfEqualRates(grid, checker, parts, warnings);
  const unsought = issues.count === 0 ? warnOfUnreached(grid, checker, parts, warnings) : [];
  const settled = settleObjective(root, objective, checker, issues);
  const table = tableOf(grid);
  const asked = readCompare(root, written, grid, table, parts, issues);
  const canBeNegative = isBelowZero(root, settled.metric, parts);
  refuseShares(root, asked.compare, settled.metric, canBeNegative, issues);
  const hasRatios = !canBeNegative && asked.compare.margin.kind === "share";
  const compared = { ...asked, compare: { ...asked.compare, hasRatios } };
  const seeding = readSeeding(root, { pool, looks, confirm: written?.confirm, compared, table, maxRuns }, issues);
  if (issues.count === 0)
    warnOfFewSeeds(root, compared, table, { seeds: pool.length, confirm: written?.confirm }, warnings);
  const own = { name, description, text, directory, files: [...files.keys()] };
  const facts = {
    ...own,
    seeds,
    objective: settled,
    policy,
    pruning,
    seeding,
    unsought,
    digest: request.readFile.digest,
  };
  // Sign flips and ranks have no levels for several looks.
  const { compare } = compared;
  const tested = looks.length > 1 ? { ...compared, compare: { ...compare, test: "t" as const } } : compared;
  const plan = makePlan(facts, grid, checker, table, tested);
  if (issues.count === 0) refuseTests(root, plan, issues);
  return plan;
}

/** A search is checked at the ends of its space first. That fixes its columns, and its warnings appear once. */
function checkPoints({ points, search }: Grid, checker: PointChecker, issues: Issues, warnings: Issues): void {
  for (const point of search?.ends() ?? []) {
    if (issues.count >= MOST_ISSUES) return;
    const result = checker.check(point);
    if ("issues" in result) issues.addAll(result.issues);
    else warnings.addAll(result.value.warnings);
  }
  if (search !== undefined && issues.count > 0) return;
  for (let i = 0; i < points.count && issues.count < MOST_ISSUES; i++) {
    const result = checker.check(points.at(i));
    if ("issues" in result) issues.addAll(result.issues);
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

export function readName(root: MapNode, file: string, issues: Issues): string {
  if (root.entries.has("name")) return (readKey(root, "name", issues) as string | undefined) ?? "";
  const name = stem(file);
  const problem = nameProblem(name);
  if (problem !== undefined)
    issues.add(
      issue("name", START, `the file's name '${name}' cannot name a folder of results`, `add the key name: ${problem}`),
    );
  return name;
}

/** The name of a file, without its folder and ending. */
const stem = (file: string) => file.replace(/^.*[/\\]/, "").replace(/(?<=.)\.[^.]*$/, "");

function settleObjective(
  root: MapNode,
  objective: Partial<Objective> | undefined,
  checker: Pick<PointChecker, "usualMetric" | "objectiveIssue" | "directions">,
  issues: Issues,
): Objective {
  const metric = objective?.metric ?? checker.usualMetric;
  const node = root.entries.get("objective")?.value;
  const at = node?.kind === "map" ? (node.entries.get("metric")?.value.at ?? node.at) : undefined;
  const wrong = at && checker.objectiveIssue(metric, at, issues.count === 0);
  if (wrong !== undefined) issues.add(wrong);
  const { directions } = checker;
  const usual = directions === undefined ? directionOfColumn(metric) : ownValue(directions, metric);
  const { at: counted = "final", target } = objective ?? {};
  return {
    metric,
    mode: objective?.mode ?? usual ?? "min",
    at: counted,
    ...(target !== undefined && { target }),
    ...(directions && { directions }),
  };
}
