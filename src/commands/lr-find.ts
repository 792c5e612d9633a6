import { join } from "node:path";
import { counted } from "../analysis/wording.ts";
import { defineCommand } from "../command-line/command.ts";
import { exitCode } from "../command-line/exit-code.ts";
import { InputError } from "../command-line/input-error.ts";
import { option, withDefault } from "../command-line/parameters.ts";
import { positiveNumber, wholeNumber } from "../command-line/read-values.ts";
import type { OwnPlan, OwnVariant, Plan, Variant } from "../contracts/plan.ts";
import { knownVariants } from "../contracts/plan.ts";
import type { Registry } from "../contracts/registry.ts";
import { Machine } from "../engine/machine.ts";
import { Sources } from "../execution/sources.ts";
import { loadPlans, requireOwn } from "../loading/load-experiments.ts";
import { itemAt } from "../numbers/item-at.ts";
import { log } from "../numbers/math.ts";
import { writeLrFind } from "../results/lr-find.ts";
import { MOST_REPEATS } from "../schema/experiment.ts";
import { Orders } from "../training/orders.ts";
import { type RangeTest, rangeTest } from "../training/range-test.ts";
import { FEWEST_STEPS, type Suggestions, suggestRates } from "../training/suggest-rate.ts";
import { experimentArguments, experimentOptions, outputOption } from "./options.ts";

export const lrFind = defineCommand({
  name: "lr-find",
  group: "Start",
  summary: "suggest a learning rate with a short test in which the rate rises",
  details: "It raises the rate from step to step and writes results/<name>/lr-find.csv and lr-find.svg.",
  arguments: experimentArguments,
  options: {
    ...experimentOptions,
    minLr: withDefault(option("rate", "learning rate of the first step", positiveNumber), 1e-7),
    maxLr: withDefault(option("rate", "learning rate of the last step", positiveNumber), 10),
    steps: withDefault(option("n", "number of steps", wholeNumber(2, MOST_REPEATS)), 100),
    seed: option("n", "seed of the run; default: the experiment's first", wholeNumber(0, Number.MAX_SAFE_INTEGER)),
    variant: option(
      "n",
      "variant to test, numbered as in sweep --dry-run; default: 1",
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    ),
    ...outputOption,
  },
  examples: [
    { words: ["experiments/decay-strategies.yaml"], does: "Test the first variant." },
    {
      words: ["experiments/decay-strategies.yaml", "--min-lr", "1e-5", "--max-lr", "1"],
      does: "Test a smaller range.",
    },
  ],
  async run({ files, output, ...test }, { parts }) {
    if (test.minLr >= test.maxLr)
      throw new InputError(`--min-lr ${test.minLr} must be less than --max-lr ${test.maxLr}`);
    const plans = loadPlans(files, { ...test, parts });
    const chosen = plans
      .map((plan) => requireOwn(plan, "lr-find"))
      .map((plan) => ({ plan, variant: variantOf(plan, test.variant) }));
    for (const { plan, variant } of chosen) await testRates(plan, variant, { ...test, parts }, join(output, plan.name));
    return exitCode.ok;
  },
});

interface TestOptions {
  readonly minLr: number;
  readonly maxLr: number;
  readonly steps: number;
  /** Default: the experiment's first. */
  readonly seed: number | undefined;
  readonly parts: Registry;
}

/** Tests the range on one variant, prints the suggestions and writes the files. Rejects with a FileError. */
async function testRates(plan: OwnPlan, variant: OwnVariant, options: TestOptions, folder: string): Promise<void> {
  const { config } = variant;
  const { parts, minLr, maxLr, steps, seed = itemAt(plan.seeds, 0) } = options;
  const source = new Sources(parts.data).open(config.data, { kind: "folder", path: plan.directory });
  const equipment = { seed, source, machine: new Machine(parts), orders: new Orders() };
  const test = rangeTest(config, equipment, { min: minLr, max: maxLr, steps });
  const suggestions = suggestRates(test.rows);
  const which = `${whichOf(plan, variant)}, seed ${seed}`;
  const marks = [
    ["steepest descent", suggestions.steep],
    ["minimum / 10", suggestions.minimum],
  ].filter((mark): mark is [string, number] => mark[1] !== undefined);
  await writeLrFind(folder, { name: plan.name, which, rows: test.rows, marks });
  console.log(`${plan.name}: ${which}\n${inWords(test, suggestions, options)}\n`);
  console.log(`→ ${join(folder, "lr-find.csv")}, ${join(folder, "lr-find.svg")}`);
}

function variantOf(plan: OwnPlan, number = 1): OwnVariant {
  const known = knownVariants(plan);
  if (number > known)
    throw new InputError(
      `--variant ${number}: ${plan.name} has ${counted(known, "variant")}; sweep --dry-run lists them`,
    );
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
  { minLr, maxLr, steps }: TestOptions,
): string {
  const last = rows.at(-1);
  const lines = [
    diverged
      ? `The rate rose from ${short(minLr)}; at ${short(last?.lr ?? 0)} (step ${last?.step}) the loss diverged.`
      : `The rate rose from ${short(minLr)} to ${short(maxLr)} in ${rows.length} steps; the loss did not diverge.`,
  ];
  if (steep === undefined && minimum === undefined)
    lines.push(`There are too few steps to suggest a rate. ${wayTo(last?.lr ?? maxLr, { minLr, maxLr, steps })}`);
  if (steep !== undefined)
    lines.push(`Steepest descent of the smoothed loss (Lightning's suggestion, fastai's steep): ${short(steep)}`);
  if (minimum !== undefined)
    lines.push(`A tenth of the rate where it is lowest (fastai's minimum):                      ${short(minimum)}`);
  return lines.join("\n");
}

/** Options that leave enough steps before the rate at which the loss ran away. */
function wayTo(end: number, { minLr, maxLr, steps }: Pick<TestOptions, "minLr" | "maxLr" | "steps">): string {
  if (steps < ENOUGH_STEPS) return `Take more: --steps ${ENOUGH_STEPS}.`;
  let lower = minLr;
  const stepsBefore = () => (steps * log(end / lower)) / log(maxLr / lower);
  while (stepsBefore() < 2 * FEWEST_STEPS && lower > LOWEST_RATE) lower /= 10;
  return `Start from a lower rate: --min-lr ${short(lower)}.`;
}

/** With these the range is passed slowly enough. */
const ENOUGH_STEPS = 100;

const LOWEST_RATE = 1e-15;

const short = (lr: number) => String(Number(lr.toPrecision(3)));
