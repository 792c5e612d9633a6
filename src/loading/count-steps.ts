import { join } from "node:path";
import { InputError } from "../command-line/input-error.ts";
import type { Cell } from "../experiment/plan.ts";
import { countedSteps, keepSteps, stepsBeforeEdit } from "../folder/counted-steps.ts";
import { printable } from "../issues/printable.ts";
import type { Uncounted } from "../plan/uncounted.ts";
import { type Counted, countSteps } from "../program/count-steps.ts";
import { requireTrustIn } from "../program/trust.ts";
import { flowText } from "../source/flow.ts";
import { type LoadOptions, uncountedOf } from "./load-experiments.ts";

interface CountOptions extends LoadOptions {
  /** Counts again what was counted before. */
  readonly fresh: boolean;
  readonly trustScripts: boolean;
  readonly devices: readonly string[];
  /** The results folder. */
  readonly output: string;
  readonly signal: AbortSignal;
  readonly say: (notice: string) => void;
}

/**
 * Counts the steps of an epoch for experiments that ask for it, and keeps them in their results folders.
 * Throws InputError if a program may not run, fails, reports no steps, or makes different numbers of them.
 * @returns false if it was interrupted
 */
export async function countWhereAsked(files: readonly string[], options: CountOptions): Promise<boolean> {
  const asking = uncountedOf(files, options).filter(
    (uncounted) => options.fresh || countedSteps(join(options.output, uncounted.name), uncounted.key) === undefined,
  );
  const programs = asking.flatMap(({ name, calls }) =>
    calls.slice(0, 1).map(({ config }) => ({ name, command: config.script.command })),
  );
  requireTrustIn(programs, options.trustScripts);
  for (const uncounted of asking) if (!(await count(uncounted, options))) return false;
  return true;
}

/** Takes steps that were counted before an edit of a program's files for those after it. Rejects with a FileError. */
export async function keepThroughEdit(
  files: readonly string[],
  options: LoadOptions & { readonly output: string },
): Promise<void> {
  for (const { name, key } of uncountedOf(files, options)) {
    const folder = join(options.output, name);
    if (countedSteps(folder, key) !== undefined) continue;
    const steps = stepsBeforeEdit(folder, key);
    if (steps !== undefined) await keepSteps(folder, key, steps);
  }
}

/** Programs that are started to count, at most. */
const MOST_CALLS = 20;

async function count(
  uncounted: Uncounted,
  { output, devices, signal, parts, ...options }: CountOptions,
): Promise<boolean> {
  const { name, calls, key } = uncounted;
  if (calls.length > MOST_CALLS)
    throw new InputError(
      `${name}: training.steps_per_epoch is auto, and ${calls.length} programs would have to be counted. Write the number`,
    );
  const folder = join(output, name);
  const say = (notice: string) => options.say(`${name}: ${printable(notice)}`);
  const found: number[] = [];
  for (const { config, values } of calls) {
    const counted = await countSteps({
      ...uncounted,
      config,
      folder,
      devices: devices[0],
      schedulers: parts.scheduler,
      say,
      signal,
    });
    if (counted.kind === "interrupted") return false;
    found.push(stepsIn(counted, `${name}${described(values)}`));
  }
  const [steps = 1] = found;
  if (found.some((other) => other !== steps)) throw new InputError(whatDiffers(uncounted, found));
  await keepSteps(folder, key, steps);
  say(`the first epoch has ${steps} steps (steps_per_epoch: auto)`);
  return true;
}

function stepsIn(counted: Exclude<Counted, { kind: "interrupted" }>, what: string): number {
  const why = `${what}: the steps of an epoch cannot be counted (training.steps_per_epoch: auto)`;
  switch (counted.kind) {
    case "steps":
      return counted.steps;
    case "none":
      throw new InputError(
        `${why}: the program reports no steps. Hand its optimizer to run.scheduler, or write the number`,
      );
    case "failed":
      throw new InputError(`${why}, since the program failed: ${printable(counted.error)}`);
  }
}

const described = (values: Readonly<Record<string, Cell>>) => {
  const all = Object.entries(values).map(([head, cell]) => `${head} ${cell}`);
  return all.length === 0 ? "" : ` (${all.join(", ")})`;
};

/** Values of the program make different numbers of steps: an axis that moves both says so. */
function whatDiffers({ name, calls }: Uncounted, found: readonly number[]): string {
  const each = calls.map(({ values }, i) => `${found[i]} steps${described(values)}`).join(", ");
  const heads = Object.keys(calls[0]?.values ?? {});
  const [head] = heads;
  const pairs = calls.map(({ values }, i) => `[${cellText(values[head ?? ""])}, ${found[i]}]`);
  const way =
    heads.length === 1
      ? `Vary both together, in grid: "${head} + training.steps_per_epoch": [${pairs.join(", ")}]`
      : "Write the numbers down, on an axis that varies training.steps_per_epoch with them";
  return `${name}: an epoch has ${each}, so one training.steps_per_epoch does not do. ${way}`;
}

const cellText = (cell: Cell | undefined) => (typeof cell === "string" ? flowText(cell) : String(cell));
