import type { FreeOptimizer, ScriptCall, ScriptConfig } from "../contracts/config.ts";
import { digestOf } from "../contracts/dataset.ts";
import type { Cell } from "../experiment/plan.ts";
import type { ScriptProgram } from "../experiment/trained-by.ts";
import { cellsAt } from "../grid/columns.ts";
import { type Grid, readGrid } from "../grid/grid.ts";
import { hasScript } from "../grid/sections.ts";
import { Issues } from "../issues/collector.ts";
import { itemAt } from "../numbers/item-at.ts";
import { scriptPiece } from "../script/call.ts";
import { freeOptimizerPiece } from "../script/optimizer.ts";
import { readScript, type SharedScript } from "../script/shared.ts";
import { scriptTrainingPiece } from "../script/training.ts";
import { parseSource } from "../source/source.ts";
import { lookUp } from "../source/tree.ts";
import { type LoadRequest, MAX_RUNS, readName } from "./load.ts";
import { readSeeds } from "./read-seeds.ts";
import { applySettings } from "./set.ts";
import { readRoot } from "./top-level.ts";

/** A start of a program that may make a number of steps of its own. */
interface UncountedCall {
  readonly config: ScriptConfig;
  /** Values of the axes of `script`, by head. */
  readonly values: Readonly<Record<string, Cell>>;
}

/** An experiment whose program is to be asked how many steps an epoch has. */
export interface Uncounted {
  readonly name: string;
  readonly directory: string;
  readonly program: ScriptProgram;
  readonly metrics: readonly string[];
  readonly seed: number;
  /** Those of the grid that differ in more than rates. */
  readonly calls: readonly UncountedCall[];
  /** Of all that decides the number: digests of the calls, and of the files. */
  readonly key: string;
}

/** What is to be counted for `steps_per_epoch: auto`; undefined where a file does not ask, or is wrong elsewhere, too. */
export function uncountedIn(request: LoadRequest): Uncounted | undefined {
  const { parts, set = [], directory = ".", maxRuns = MAX_RUNS, file } = request;
  const text = typeof request.text === "string" ? request.text : new TextDecoder().decode(request.text);
  if (![text, ...set].some((one) => one.includes("steps_per_epoch"))) return undefined;
  const source = parseSource(applySettings(text, set).text);
  const asked = lookUp(source.root, ["training", "steps_per_epoch"]);
  if (asked?.kind !== "scalar" || asked.value !== "auto") return undefined;
  const issues = new Issues();
  const unheard = new Issues();
  const root = readRoot(source.root, parts, issues);
  if (root === undefined || !hasScript(root)) return undefined;
  const name = readName(root, file, issues);
  const [seed = 0] = readSeeds(root, issues).pool;
  const grid = readGrid(root, parts, 1, maxRuns, issues, unheard);
  if (grid === undefined) return undefined;
  const heads = grid.columns.map(({ head }) => head);
  const shared = readScript(root, heads, request, issues, unheard);
  if (shared === undefined || issues.count > 0) return undefined;
  const calls = callsOf(grid, heads);
  return calls && { name, directory, seed, calls, ...sharedOf(shared), key: keyOf(calls, shared, request) };
}

const sharedOf = ({ program, metrics }: SharedScript) => ({ program, metrics: metrics.names });

/** Undefined where a point is wrong. */
function callsOf({ composer, points, columns }: Grid, heads: readonly string[]): readonly UncountedCall[] | undefined {
  const calls = new Map<string, UncountedCall>();
  for (let i = 0; i < points.count; i++) {
    const point = points.at(i);
    const script = scriptPiece(composer.at("script", point));
    const optimizer = freeOptimizerPiece(composer.at("optimizer", point));
    const training = scriptTrainingPiece(composer.at("training", point), true);
    if (!("value" in script && "value" in optimizer && "value" in training)) return undefined;
    if (calls.has(script.value.text)) continue;
    const cells = cellsAt(composer, columns, point);
    const own = heads.flatMap((head, column) =>
      head.startsWith("script.") ? [[head, itemAt(cells, column)] as const] : [],
    );
    const config = configOf(script.value.value, optimizer.value.value, training.value.value.epochs);
    calls.set(script.value.text, { config, values: Object.fromEntries(own) });
  }
  return [...calls.values()];
}

const configOf = (script: ScriptCall, optimizer: FreeOptimizer, epochs: number): ScriptConfig => ({
  script,
  optimizer,
  scheduler: [],
  training: { epochs, steps_per_epoch: null, on_divergence: "record" },
});

function keyOf(calls: readonly UncountedCall[], { digest }: SharedScript, { readFile }: LoadRequest): string {
  return `${digestOf(JSON.stringify(calls.map(({ config }) => config.script)), readFile)} ${digest}`;
}
