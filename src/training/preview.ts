import type { RunConfig } from "../definition/config.ts";
import type { OptimizerPart } from "../definition/optimizer.ts";
import type { PartsOf } from "../definition/part.ts";
import { createSchedule, schedulersIn } from "../definition/phases.ts";
import type { Metrics } from "../definition/record.ts";
import type { SchedulerPart } from "../definition/scheduler.ts";

/** What a schedule makes of a run: figures of each epoch, in order. */
export interface Course {
  /** Rate of the epoch's first step, of the first param group. */
  readonly lr: readonly number[];
  /** Likewise momentum (or beta1), where the schedule cycles it. */
  readonly momentum: readonly number[] | undefined;
}

/** The parts that decide a run's rates. */
export interface RateParts {
  readonly optimizer: PartsOf<OptimizerPart>;
  readonly scheduler: PartsOf<SchedulerPart>;
}

/**
 * The rates of a run without its training: the schedule that would train, started and ticked as `train` does.
 * @param metricsAt what stands for the metrics of an epoch, counted from 0
 */
export function previewCourse(config: RunConfig, parts: RateParts, metricsAt: (epoch: number) => Metrics): Course {
  const schedule = createSchedule(config.scheduler, parts.scheduler);
  const base = baseRates(config, parts.optimizer);
  const lr: number[] = [];
  const momentum: number[] = [];
  let [rates, memory] = schedule.start({ base, last: base, due: base });
  for (let epoch = 0; epoch < config.training.epochs; epoch++) {
    lr.push(rates.lr[0] as number);
    if (rates.momentum) momentum.push(rates.momentum[0] as number);
    [rates, memory] = schedule.next(rates, memory, { t: epoch + 1, metrics: metricsAt(epoch) });
  }
  return { lr, momentum: cyclesMomentum(config, parts.scheduler) ? momentum : undefined };
}

function baseRates({ optimizer }: RunConfig, optimizers: PartsOf<OptimizerPart>) {
  const config = optimizer.at(-1);
  const part = config && optimizers[config.type];
  if (part === undefined) throw new Error(`no optimizer is called ${config?.type}`);
  const { lr, momentum } = part.plan(config as NonNullable<typeof config>);
  return momentum === undefined ? { lr: [lr] } : { lr: [lr], momentum: [momentum] };
}

/** Whether the schedule sets momentum, too. */
export function cyclesMomentum({ scheduler }: RunConfig, schedulers: PartsOf<SchedulerPart>): boolean {
  return [...schedulersIn(scheduler, schedulers)].some(([part, config]) => part.cycles(config));
}

/** Names of the schedulers that follow a metric. */
export function monitoringIn({ scheduler }: RunConfig, schedulers: PartsOf<SchedulerPart>): readonly string[] {
  return [...schedulersIn(scheduler, schedulers)].flatMap(([part, { type }]) => (part.monitors ? [type] : []));
}
