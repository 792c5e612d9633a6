import { join } from "node:path";
import type { Plan, Variant } from "../contracts/plan.ts";
import { knownVariants } from "../contracts/plan.ts";
import { Machine } from "../engine/machine.ts";
import { Sources } from "../execution/sources.ts";
import { parts } from "../parts.ts";
import { writeLrFind } from "../results/lr-find.ts";
import { Orders } from "../training/orders.ts";
import { type RangeTest, rangeTest } from "../training/range-test.ts";
import { type Suggestions, suggestRates } from "../training/suggest-rate.ts";
import { BadInput } from "./exit.ts";
import { type LoadOptions, loadPlans } from "./experiments.ts";

export interface LrFindOptions extends LoadOptions {
  /** The folder that stands for results/. */
  readonly output: string;
  readonly minLr: number;
  readonly maxLr: number;
  readonly steps: number;
  /** Default: the experiment's first. */
  readonly seed: number | undefined;
  /** Which variant, counted from 1 as --dry-run lists them; default: the first. */
  readonly variant: number | undefined;
}

/** Tests a range of rates on a variant of each experiment. Throws BadInput or FileError. */
export async function lrFind(files: readonly string[], options: LrFindOptions): Promise<void> {
  const { minLr, maxLr, steps } = options;
  if (minLr >= maxLr) throw new BadInput(`--min-lr ${minLr} must be below --max-lr ${maxLr}`);
  const plans = loadPlans(files, options);
  const variants = plans.map((plan) => variantOf(plan, options.variant));
  for (const [i, plan] of plans.entries()) {
    const { config } = variants[i] as Variant;
    const seed = options.seed ?? (plan.seeds[0] as number);
    const source = new Sources(parts.data).open(config.data, { kind: "folder", path: plan.directory });
    const equipment = { seed, source, machine: new Machine(parts), orders: new Orders() };
    const test = rangeTest(config, equipment, { min: minLr, max: maxLr, steps });
    const suggestions = suggestRates(test.rows);
    const folder = join(options.output, plan.name);
    const subtitle = `${whichOf(plan, variants[i] as Variant)}, seed ${seed}`;
    const marks = [
      ["steepest descent", suggestions.steep],
      ["minimum / 10", suggestions.minimum],
    ].filter((mark): mark is [string, number] => mark[1] !== undefined);
    await writeLrFind(folder, { title: `${plan.name}: loss over a rising rate`, subtitle, rows: test.rows, marks });
    console.log(`${plan.name}: ${subtitle}\n${inWords(test, suggestions, options)}\n`);
    console.log(`→ ${join(folder, "lr-find.csv")}, ${join(folder, "lr-find.svg")}`);
  }
}

function variantOf(plan: Plan, number = 1): Variant {
  const known = knownVariants(plan);
  if (number > known)
    throw new BadInput(`--variant ${number}: ${plan.name} has ${known} variants; --dry-run of the sweep lists them`);
  return plan.variant(number - 1);
}

function whichOf(plan: Plan, { index, cells }: Variant): string {
  const named = plan.heads.flatMap((head, i) => (cells[i] === null ? [] : [`${head} ${cells[i]}`]));
  const which = `variant ${index + 1} of ${plan.variants}`;
  return named.length === 0 ? which : `${which} (${named.join(", ")})`;
}

function inWords(
  { rows, diverged }: RangeTest,
  { steep, minimum }: Suggestions,
  { minLr, maxLr }: LrFindOptions,
): string {
  const last = rows.at(-1);
  const lines = [
    diverged
      ? `The rate rose from ${short(minLr)}; at ${short(last?.lr ?? 0)} (step ${last?.step}) the loss ran away.`
      : `The rate rose from ${short(minLr)} to ${short(maxLr)} in ${rows.length} steps; the loss did not run away.`,
  ];
  if (steep === undefined && minimum === undefined)
    lines.push("Too few steps to suggest a rate: start lower (--min-lr).");
  if (steep !== undefined)
    lines.push(`Steepest descent of the smoothed loss (Lightning's suggestion, fastai's steep): ${short(steep)}`);
  if (minimum !== undefined)
    lines.push(`A tenth of the rate where it is lowest (fastai's minimum):                      ${short(minimum)}`);
  return lines.join("\n");
}

const short = (lr: number) => String(Number(lr.toPrecision(3)));
