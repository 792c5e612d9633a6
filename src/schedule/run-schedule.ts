import type { Interval, PhaseConfig } from "../contracts/config.ts";
import type { PartsOf } from "../contracts/part.ts";
import type { Metrics } from "../contracts/record.ts";
import type { Memory, Rates, Schedule, SchedulerPart } from "../contracts/scheduler.ts";
import { builderOf, schedulersIn } from "./in-turn.ts";

/** What a schedule may tick at: an optimizer step, or an epoch that has been validated. */
export type Moment =
  | { readonly kind: "step"; readonly step: number }
  | { readonly kind: "epoch"; readonly step: number; readonly metrics: Metrics };

/** The rates of a run, as a pure fold over its moments. */
export interface RunSchedule {
  /** Whether rates may change within an epoch. If not, moments of the kind "step" can be left out. */
  readonly isPerStep: boolean;
  /** Whether momentum is set, too. */
  readonly cycles: boolean;
  /** Throws Misfit when a list has not one value for each param group, or there is no momentum to cycle. */
  start(base: Rates): readonly [Rates, Memory];
  /** @param moment its `step` counts the optimizer steps done since the start of the run */
  next(rates: Rates, memory: Memory, moment: Moment): readonly [Rates, Memory];
}

/** A phase laid out over the run: [from, to) in optimizer steps. */
export interface PhaseSpan extends Pick<PhaseConfig, "interval" | "frequency"> {
  readonly from: number;
  readonly to: number;
}

interface ScheduledPhase extends PhaseSpan {
  readonly schedule: Schedule;
}

interface RunScheduleState {
  readonly base: Rates;
  /** Place of the phase whose memory this is. */
  readonly index: number;
  readonly own: Memory;
}

/** Ticks of a stretch, the one at which its successor takes over included. Epochs count that lie in it as a whole. */
export function ticksIn({ from, to, interval, frequency }: PhaseSpan, perEpoch: number): number {
  const moments = interval === "step" ? to - from : Math.floor(to / perEpoch) - Math.ceil(from / perEpoch);
  return Math.floor(Math.max(0, moments) / frequency);
}

/**
 * The schedule of a run; no phases: a constant rate.
 * @param phases with every default and total filled in, those of compositions' children, too
 * @param perEpoch optimizer steps of an epoch
 * @throws Misfit when a phase's parameters do not go together, or not with its length
 */
export function createRunSchedule(
  phases: readonly PhaseConfig[],
  schedulers: PartsOf<SchedulerPart>,
  perEpoch: number,
): RunSchedule {
  const build = builderOf(schedulers);
  let from = 0;
  const laidOut = phases.map(({ scheduler, interval, frequency, steps }): ScheduledPhase => {
    const stretch = { interval, frequency, from, to: from + steps };
    from = stretch.to;
    return { ...stretch, schedule: build(scheduler, ticksIn(stretch, perEpoch)) };
  });
  if (laidOut.length === 0) return constant;
  const configs = phases.map(({ scheduler }) => scheduler);
  const cycles = [...schedulersIn(configs, schedulers)].some(([part, config]) => part.cycles(config));
  return { ...oneByOne(laidOut, perEpoch), cycles };
}

const constant: RunSchedule = {
  isPerStep: false,
  cycles: false,
  start: (base) => [base, undefined],
  next: (rates, memory) => [rates, memory],
};

function oneByOne(phases: readonly ScheduledPhase[], perEpoch: number): Omit<RunSchedule, "cycles"> {
  // Not by itemAt, which sees all kinds of arrays: this is called for every step.
  const at = (index: number) => phases[index] as ScheduledPhase;
  const last = phases.length - 1;
  /** A phase ends at a moment of its own kind, except within an epoch, where there are only steps. */
  const endOf = ({ interval, to }: ScheduledPhase): Interval => (to % perEpoch === 0 ? interval : "step");
  return {
    isPerStep: phases.some((phase, i) => phase.interval === "step" || (i < last && endOf(phase) === "step")),
    start(base) {
      const [rates, own] = at(0).schedule.start({ base, last: base, due: base });
      return [rates, { base, index: 0, own } satisfies RunScheduleState];
    },
    next(rates, memory, moment) {
      const before = memory as RunScheduleState;
      const { base, index } = before;
      const phase = at(index);
      const [due, own] = tick(phase, rates, before.own, moment, perEpoch);
      const isOver = index < last && moment.step >= phase.to && moment.kind === endOf(phase);
      if (!isOver) return [due, own === before.own ? before : ({ base, index, own } satisfies RunScheduleState)];
      const [next, first] = at(index + 1).schedule.start({ base, last: rates, due, isHandover: true });
      return [next, { base, index: index + 1, own: first }];
    },
  };
}

/** Lets a phase tick, if the moment is one of its ticks. */
function tick(
  phase: ScheduledPhase,
  rates: Rates,
  memory: Memory,
  moment: Moment,
  perEpoch: number,
): readonly [Rates, Memory] {
  const { schedule, interval, frequency, from } = phase;
  if (moment.kind !== interval) return [rates, memory];
  const done = moment.kind === "step" ? moment.step - from : moment.step / perEpoch - Math.ceil(from / perEpoch);
  if (done < 1 || done % frequency !== 0) return [rates, memory];
  const t = done / frequency;
  return schedule.next(rates, memory, moment.kind === "epoch" ? { t, metrics: moment.metrics } : { t });
}
