import { figureAt } from "../analysis/figures.ts";
import { InputError } from "../command-line/input-error.ts";
import { type Cell, type Plan, placeOf } from "../experiment/plan.ts";
import { oneLine } from "../issues/printable.ts";
import type { JournalReader } from "../journal/reader.ts";
import { isBetter } from "../numbers/direction.ts";
import { itemAt } from "../numbers/item-at.ts";
import { runNumbers } from "../seeding/planned.ts";
import { type PlannedRun, recordOf } from "./final-plan.ts";

/** All runs in plan order. Points that resolve to the same run are repeated. */
export function* runsOf(plan: Plan): Generator<PlannedRun> {
  for (const run of runNumbers(plan)) {
    const { variant, seed } = placeOf(plan, run);
    yield { id: plan.runId(variant, seed), variant, seed };
  }
}

const SHOWN = 10;

/** The run whose id begins with the prefix. Throws InputError if there is none, or several. */
export function runNamed(plan: Plan, prefix: string): PlannedRun {
  const found = new Map<string, PlannedRun>();
  for (const run of runsOf(plan)) if (run.id.startsWith(prefix) && !found.has(run.id)) found.set(run.id, run);
  const [first, ...others] = found.values();
  if (first === undefined) {
    throw new InputError(
      `${plan.name} has no run ${prefix}. The column run of runs.csv has their names, such as ${anyOf(plan)}`,
    );
  }
  if (others.length === 0) return first;
  const listed = [first, ...others].slice(0, SHOWN).map((run) => `  ${run.id}  ${describeRun(plan, run)}`);
  const rest = found.size > SHOWN ? `\n  … and ${found.size - SHOWN} more` : "";
  throw new InputError(`${prefix} could be ${found.size} runs of ${plan.name}:\n${listed.join("\n")}${rest}`);
}

const anyOf = (plan: Plan) => plan.runId(0, itemAt(plan.seeds, 0));

/** The run with the best figure of the objective; undefined if no run has one. */
export function bestRun(plan: Plan, journal: JournalReader): PlannedRun | undefined {
  const { mode } = plan.objective;
  let best: { readonly run: PlannedRun; readonly figure: number } | undefined;
  // Fresh seeds confirm what was chosen, and choose nothing.
  const own = plan.adaptive?.seeding?.own ?? plan.seeds.length;
  const seeds = new Set(plan.seeds.slice(0, own));
  for (const run of runsOf(plan)) {
    if (!seeds.has(run.seed)) continue;
    const outcome = recordOf(plan, journal, run)?.outcome;
    const figure = outcome?.status === "ok" ? figureAt(outcome.figures, plan.objective) : undefined;
    if (figure === undefined || Number.isNaN(figure)) continue;
    if (best === undefined || isBetter(mode, figure, best.figure)) best = { run, figure };
  }
  return best?.run;
}

/** "optimizer.lr = 0.3, scheduler = cosine, seed 0" */
export function describeRun(plan: Plan, { variant, seed }: PlannedRun): string {
  const { cells } = plan.variant(variant);
  const axes = plan.heads.flatMap((head, axis) => (cells[axis] === null ? [] : [`${head} = ${cellText(cells[axis])}`]));
  return [...axes, `seed ${seed}`].join(", ");
}

/** "0.3, cosine, seed 0": the values alone. */
export function labelOf(plan: Plan, { variant, seed }: PlannedRun): string {
  const cells = plan.variant(variant).cells.filter((cell) => cell !== null);
  return [...cells.map(cellText), `seed ${seed}`].join(", ");
}

const cellText = (cell: Cell | undefined) => oneLine(String(cell));
