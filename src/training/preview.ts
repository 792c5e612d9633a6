import type { Configuration } from "../contracts/config.ts";
import type { PartsOf } from "../contracts/part.ts";
import type { Metrics } from "../contracts/record.ts";
import type { Rates, SchedulerPart } from "../contracts/scheduler.ts";
import type { Variant } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { schedulersIn } from "../schedule/in-turn.ts";
import { createRunSchedule } from "../schedule/run-schedule.ts";

/** What a schedule makes of a run: rates of its epochs, or of its steps where they change within an epoch. In order. */
export interface RatePreview {
  readonly isPerStep: boolean;
  /** Optimizer steps of an epoch. */
  readonly stepsPerEpoch: number;
  /** Of the first param group; an epoch's is that of its first step. */
  readonly lr: readonly number[];
  /** Likewise momentum (or beta1), where the schedule cycles it. */
  readonly momentum: readonly number[] | undefined;
}

/**
 * The rates of a run without its training: the schedule that would train, started and ticked as `train` does.
 * @param metricsAt what stands for the metrics of an epoch, counted from 0
 */
export function previewCourse(
  { config, base, stepsPerEpoch: perEpoch }: Pick<Variant, "config" | "base" | "stepsPerEpoch">,
  schedulers: PartsOf<SchedulerPart>,
  metricsAt: (epoch: number) => Metrics,
): RatePreview {
  const { epochs } = config.training;
  const schedule = createRunSchedule(config.scheduler, schedulers, perEpoch);
  const course: Rates[] = [];
  let state = schedule.start(base);
  for (let epoch = 0; epoch < epochs; epoch++) {
    if (!schedule.isPerStep) course.push(state[0]);
    for (let step = 0; schedule.isPerStep && step < perEpoch; step++) {
      course.push(state[0]);
      state = schedule.next(...state, { kind: "step", step: epoch * perEpoch + step + 1 });
    }
    state = schedule.next(...state, { kind: "epoch", step: (epoch + 1) * perEpoch, metrics: metricsAt(epoch) });
  }
  return {
    isPerStep: schedule.isPerStep,
    stepsPerEpoch: perEpoch,
    lr: course.map(({ lr }) => itemAt(lr, 0)),
    momentum: schedule.cycles ? course.map(({ momentum }) => momentum?.[0] as number) : undefined,
  };
}

/** Names of the schedulers that follow a metric. */
export function monitoringIn({ scheduler }: Configuration, schedulers: PartsOf<SchedulerPart>): readonly string[] {
  const configs = scheduler.map((phase) => phase.scheduler);
  return [...schedulersIn(configs, schedulers)].flatMap(([part, { type }]) => (part.monitors ? [type] : []));
}
