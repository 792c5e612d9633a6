import { join } from "node:path";
import { defineCommand } from "../command-line/command.ts";
import { exitCode } from "../command-line/exit-code.ts";
import { InputError } from "../command-line/input-error.ts";
import { option, withDefault } from "../command-line/parameters.ts";
import { positiveNumber, wholeNumber } from "../command-line/read-values.ts";
import { hasColour, terminalWidth } from "../command-line/terminal.ts";
import type { Registry } from "../contracts/registry.ts";
import { Machine } from "../engine/machine.ts";
import { Sources } from "../execution/sources.ts";
import type { OwnPlan, OwnVariant, Plan, Variant } from "../experiment/plan.ts";
import { knownVariants } from "../experiment/plan.ts";
import { loadPlans, requireOwn } from "../loading/load-experiments.ts";
import { counted } from "../numbers/counted.ts";
import { itemAt } from "../numbers/item-at.ts";
import { rangeText } from "../previews/range-text.ts";
import { rangeWords } from "../previews/range-words.ts";
import { writeLrFind } from "../results/lr-find.ts";
import { MOST_REPEATS } from "../schema/experiment.ts";
import { Orders } from "../training/orders.ts";
import { rangeTest } from "../training/range-test.ts";
import { suggestRates } from "../training/suggest-rate.ts";
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
  const found = { name: plan.name, which, rows: test.rows, marks };
  await writeLrFind(folder, found);
  console.log(`${plan.name}: ${which}\n${rangeText(found, { width: terminalWidth(80), hasColour: hasColour() })}`);
  console.log(`${rangeWords(test, suggestions, options)}\n`);
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
