import { join } from "node:path";
import type { Plan } from "../contracts/plan.ts";
import type { Metrics } from "../contracts/record.ts";
import { parts } from "../parts.ts";
import { gatherSchedules, type Schedules, terminalSchedules, writeSchedules } from "../results/schedules.ts";
import { type Course, monitoringIn, previewCourse } from "../training/preview.ts";
import { type LoadOptions, loadPlans } from "./experiments.ts";
import { type AssumedMetric, readMetric } from "./metric.ts";

export interface PreviewOptions extends LoadOptions {
  /** The folder that stands for results/. */
  readonly output: string;
  /** What schedules that follow a metric are shown. */
  readonly metric: string;
}

/** Shows and writes the schedules of the experiments. Trains nothing. Throws BadInput or FileError. */
export async function preview(files: readonly string[], options: PreviewOptions): Promise<void> {
  const plans = loadPlans(files, options);
  const metric = readMetric(options.metric);
  for (const plan of plans) {
    const schedules = schedulesOf(plan, metric);
    const folder = join(options.output, plan.name);
    await writeSchedules(folder, schedules);
    console.log(heading(schedules));
    console.log(terminalSchedules(schedules, width(), hasColour()));
    console.log(`→ ${join(folder, "schedules.csv")}, ${join(folder, "schedules.svg")}`);
  }
}

/** Variants with one configuration of what decides the rates are worked out once. */
function schedulesOf(plan: Plan, metric: AssumedMetric): Schedules {
  const courses = new Map<string, Course>();
  const monitoring = new Set<string>();
  const metricsAt = (epoch: number): Metrics => {
    const value = metric.at(epoch);
    return Object.fromEntries(plan.metrics.map((name) => [name, value]));
  };
  const courseOf = (variant: number): Course => {
    const made = plan.variant(variant);
    const { config, base, stepsPerEpoch } = made;
    const key = JSON.stringify([config.scheduler, base, config.training.epochs, stepsPerEpoch]);
    const known = courses.get(key);
    if (known !== undefined) return known;
    const course = previewCourse(made, parts.scheduler, metricsAt);
    for (const name of monitoringIn(config, parts.scheduler)) monitoring.add(name);
    courses.set(key, course);
    return course;
  };
  const gathered = gatherSchedules(plan, courseOf);
  const assumption = monitoring.size === 0 ? "" : `${[...monitoring].join(", ")} against ${metric.description}`;
  return { ...gathered, assumption };
}

function heading({ plan, curves, assumption }: Schedules): string {
  const schedules = curves.length === 1 ? "1 schedule" : `${curves.length} schedules`;
  const variants = plan.variants === 1 ? "1 variant" : `${plan.variants} variants`;
  const other = assumption.includes("the constant") ? '; other metrics: --metric "1/(epoch+1)" or FILE.csv:COLUMN' : "";
  return `${plan.name}: ${schedules} of ${variants}${assumption === "" ? "" : `\n${assumption}${other}`}\n`;
}

const width = () => process.stdout.columns ?? 80;

/** https://no-color.org */
const hasColour = () => process.stdout.isTTY === true && !process.env.NO_COLOR;
