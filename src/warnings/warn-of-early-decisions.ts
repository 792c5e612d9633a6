import type { CheckedPoint } from "../check/checked-point.ts";
import type { Pruning } from "../contracts/pruner.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Issues } from "../issues/collector.ts";
import { issue, type Span } from "../issues/issue.ts";
import { listed } from "../issues/suggest.ts";
import { counted } from "../numbers/counted.ts";
import { itemAt } from "../numbers/item-at.ts";
import { createRunSchedule } from "../schedule/run-schedule.ts";

/** A variant that pruning may end, and what messages call it. */
export interface Judged {
  readonly name: string;
  readonly checked: CheckedPoint;
}

/** The most schedules that are examined. */
const MOST_SCHEDULES = 2_000;

/** The most names in a message. */
const MOST_NAMES = 3;

/** Warns if pruning judges schedules before their warm-up or decay, while others are past theirs. */
export function warnOfEarlyDecisions(
  judged: readonly Judged[],
  pruning: Pruning,
  at: Span,
  { scheduler }: Pick<Registry, "scheduler">,
  warnings: Issues,
): void {
  const epochs = judged[0]?.checked.config.training.epochs ?? 0;
  const decisions = pruning.cohorts([0, 1], epochs).flatMap(({ rungs }) => rungs.map((rung) => rung.epochs));
  if (decisions.length === 0) return;
  const [first, last] = [Math.min(...decisions), Math.max(...decisions)];
  const turns = new Map<string, Turns>();
  for (const { name, checked } of judged.slice(0, MOST_SCHEDULES))
    if (!turns.has(name)) turns.set(name, turnsOf(ratesOf(checked, scheduler)));
  const after = `after ${counted(first, "epoch")}`;
  const told = [
    tooLate(
      turns,
      ({ peak }) => (peak >= first ? peak : undefined),
      (names) => `first decides ${after}, while these still warm up: ${names}`,
    ),
    tooLate(
      turns,
      ({ decay }) => (decay !== undefined && decay >= last ? decay : undefined),
      (names) => `decides for the last time after ${last} epochs, before these begin to decay: ${names}`,
    ),
  ].filter((one) => one !== undefined);
  if (told.length === 0) return;
  // One remedy is for all that is told.
  const needed = Math.max(...told.map(({ epoch }) => epoch)) + 1;
  const remedy = needed < epochs ? `${pruning.firstDecision}: ${needed}` : "remove prune, or train for more epochs";
  warnings.add(issue("warning", at, `prune ${told.map(({ message }) => message).join("; it ")}`, remedy));
}

/** Schedules that do something only later than a decision, where others do not. @param epochOf when that is */
function tooLate(
  turns: ReadonlyMap<string, Turns>,
  epochOf: (turns: Turns) => number | undefined,
  text: (names: string) => string,
): { readonly message: string; readonly epoch: number } | undefined {
  const late = [...turns].filter(([, own]) => epochOf(own) !== undefined);
  if (late.length === 0 || late.length === turns.size) return undefined;
  const names = late.map(([name]) => name);
  const shown = listed(names.slice(0, MOST_NAMES)) + (names.length > MOST_NAMES ? ", …" : "");
  return { message: text(shown), epoch: Math.max(...late.map(([, own]) => epochOf(own) ?? 0)) };
}

/** When a schedule peaks and decays, in epochs from 0. */
interface Turns {
  /** When the rate is first at its highest. */
  readonly peak: number;
  /** When it first falls from there; undefined: never. */
  readonly decay: number | undefined;
}

function turnsOf(rates: readonly number[]): Turns {
  const peak = rates.indexOf(Math.max(...rates));
  const decay = rates.findIndex((rate, epoch) => epoch > peak && rate < itemAt(rates, peak));
  return { peak, decay: decay < 0 ? undefined : decay };
}

/** The rate at the beginning of each epoch, of the first param group; a plateau does not come. */
function ratesOf(
  { config, base, stepsPerEpoch: perEpoch }: CheckedPoint,
  schedulers: Registry["scheduler"],
): readonly number[] {
  const schedule = createRunSchedule(config.scheduler, schedulers, perEpoch);
  let state = schedule.start(base);
  let metric = 1;
  const improving = new Proxy({}, { get: () => metric }) as Readonly<Record<string, number>>;
  return Array.from({ length: config.training.epochs }, (_, epoch) => {
    const rate = itemAt(state[0].lr, 0);
    for (let step = 1; schedule.isPerStep && step <= perEpoch; step++)
      state = schedule.next(...state, { kind: "step", step: epoch * perEpoch + step });
    metric /= 2;
    state = schedule.next(...state, { kind: "epoch", step: (epoch + 1) * perEpoch, metrics: improving });
    return rate;
  });
}
