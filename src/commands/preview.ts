import { join } from "node:path";
import { defineCommand } from "../command-line/command.ts";
import { exitCode } from "../command-line/exit-code.ts";
import { InputError } from "../command-line/input-error.ts";
import { textOption, withDefault } from "../command-line/parameters.ts";
import { hasColour, terminalWidth } from "../command-line/terminal.ts";
import type { Metrics } from "../contracts/record.ts";
import type { Registry } from "../contracts/registry.ts";
import { knownVariants, type Plan } from "../experiment/plan.ts";
import { loadPlans, requireSchedules } from "../loading/load-experiments.ts";
import { counted } from "../numbers/counted.ts";
import { type Schedules, schedules } from "../previews/schedules.ts";
import { pooled } from "../replicates/pool.ts";
import { type AssumedMetric, readMetric } from "../results/assumed-metric.ts";
import { gatherSchedules, writeSchedules } from "../results/schedules.ts";
import { createRunSchedule } from "../schedule/run-schedule.ts";
import { monitoringIn, previewCourse, type RatePreview } from "../training/preview.ts";
import { experimentArguments, experimentOptions, outputOption, seedsOption, withSeeds } from "./options.ts";

export const preview = defineCommand({
  name: "preview",
  group: "Start",
  summary: "show the learning rates of every variant without training",
  details: "It also writes results/<name>/schedules.csv and schedules.svg.",
  arguments: experimentArguments,
  options: {
    ...experimentOptions,
    ...seedsOption,
    metric: withDefault(
      textOption("what", "metric that a plateau follows: a number, a formula of epoch (from 0), or FILE.csv:COLUMN"),
      "1",
    ),
    ...outputOption,
  },
  examples: [
    { words: ["experiments/decay-strategies.yaml"], does: "Draw its schedules in the terminal." },
    {
      words: ["experiments/decay-strategies.yaml", "--metric", "1/(epoch+1)"],
      does: "Show what a plateau does while the loss falls.",
    },
  ],
  async run({ files, metric, output, set, seeds, ...loading }, { parts }) {
    const plans = loadPlans(files, { ...loading, output, parts, set: withSeeds(set, seeds) }).map(pooled);
    const assumed = readMetric(metric);
    for (const plan of plans) requireSchedules(plan, "preview");
    for (const plan of plans) {
      const data = schedulesOf(plan, assumed, parts.scheduler);
      const folder = join(output, plan.name);
      await writeSchedules(folder, data);
      console.log(heading(data));
      console.log(schedules.text(data, { width: terminalWidth(80), hasColour: hasColour() }));
      console.log(`→ ${join(folder, "schedules.csv")}, ${join(folder, "schedules.svg")}`);
    }
    return exitCode.ok;
  },
});

/** Rates that are kept at once, for the picture and the table. */
const MOST_RATES = 5_000_000;

/** Variants with the same schedule settings are computed once. Throws InputError where there are too many rates to show. */
function schedulesOf(plan: Plan, metric: AssumedMetric, schedulers: Registry["scheduler"]): Schedules {
  const courses = new Map<string, RatePreview>();
  let rates = 0;
  const monitoring = new Set<string>();
  const metricsAt = (epoch: number): Metrics => {
    const value = metric.at(epoch);
    return Object.fromEntries(plan.metrics.map((name) => [name, value]));
  };
  const courseOf = (variant: number): RatePreview => {
    const made = plan.variant(variant);
    const { config, base, stepsPerEpoch } = made;
    const key = JSON.stringify([config.scheduler, base, config.training.epochs, stepsPerEpoch]);
    const known = courses.get(key);
    if (known !== undefined) return known;
    const { isPerStep } = createRunSchedule(config.scheduler, schedulers, stepsPerEpoch);
    rates += config.training.epochs * (isPerStep ? stepsPerEpoch : 1);
    if (rates > MOST_RATES)
      throw new InputError(
        `${plan.name}: the preview would have more than ${MOST_RATES} rates\n  preview fewer epochs: --set training.epochs=100`,
      );
    const course = previewCourse(made, schedulers, metricsAt);
    for (const name of monitoringIn(config, schedulers)) monitoring.add(name);
    courses.set(key, course);
    return course;
  };
  const gathered = gatherSchedules(plan, courseOf);
  const assumption = monitoring.size === 0 ? "" : `${[...monitoring].join(", ")} follows ${metric.description}`;
  return { ...gathered, assumption };
}

function heading({ plan, curves, assumption }: Schedules): string {
  const schedules = counted(curves.length, "schedule");
  const known = knownVariants(plan);
  const later = plan.variants - known;
  const more = later === 0 ? "" : `; the search chooses ${later} more from their results`;
  const variants = `${counted(known, "variant")}${more}`;
  const other = assumption.includes("the constant") ? '; other metrics: --metric "1/(epoch+1)" or FILE.csv:COLUMN' : "";
  return `${plan.name}: ${schedules} of ${variants}${assumption === "" ? "" : `\n${assumption}${other}`}\n`;
}
