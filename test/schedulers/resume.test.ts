import { assert } from "chai";
import fc from "fast-check";
import type { Memory, Rates } from "../../src/contracts/scheduler.ts";
import { schedulersIn } from "../../src/schedule/in-turn.ts";
import { createRunSchedule, type Moment } from "../../src/schedule/run-schedule.ts";
import { type AnyRun, anyRun, BASE, COMPOSITIONS } from "./any.ts";
import { registered } from "./trace.ts";

type State = readonly [Rates, Memory];

/** Every moment of a run in order: the steps of an epoch, then its end. */
function momentsOf({ phases, perEpoch }: AnyRun, metrics: Iterator<number>): Moment[] {
  const steps = phases.reduce((sum, phase) => sum + phase.steps, 0);
  return Array.from({ length: Math.ceil(steps / perEpoch) }, (_, epoch) => [
    ...Array.from({ length: perEpoch }, (_, i): Moment => ({ kind: "step", step: epoch * perEpoch + i + 1 })),
    { kind: "epoch", step: (epoch + 1) * perEpoch, metrics: { val_loss: metrics.next().value } } as const,
  ]).flat();
}

function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

/** Rates and memory before the first moment and after each. */
function statesOf({ phases, perEpoch }: AnyRun, moments: readonly Moment[]): State[] {
  const schedule = createRunSchedule(phases, registered, perEpoch);
  const states: State[] = [frozen(schedule.start(frozen(BASE)))];
  for (const moment of moments) states.push(frozen(schedule.next(...(states.at(-1) as State), moment)));
  return states;
}

/** The same bits. chai's deepEqual says it, too, and takes most of the test's time for it. */
function isSame({ lr, momentum = [] }: Rates, other: Rates): boolean {
  const { lr: otherLr, momentum: otherMomentum = [] } = other;
  const equal = (rates: readonly number[], others: readonly number[]) =>
    rates.length === others.length && rates.every((rate, group) => Object.is(rate, others[group]));
  return equal(lr, otherLr) && equal(momentum, otherMomentum);
}

/** Goes on after so many moments from a clone of what was known then, with a schedule made anew. */
function assertResumes({ phases, perEpoch }: AnyRun, moments: readonly Moment[], states: readonly State[], at: number) {
  const schedule = createRunSchedule(phases, registered, perEpoch);
  let state = structuredClone(states[at] as State);
  for (let i = at; i < moments.length; i++) {
    state = schedule.next(...state, moments[i] as Moment);
    const [whole] = states[i + 1] as State;
    if (!isSame(state[0], whole)) assert.deepEqual(state[0], whole, `stopped after ${at}, at ${i + 1}`);
  }
  assert.deepEqual(state, states.at(-1), `stopped after ${at}, at the end`);
}

describe("any schedule, stopped at any moment", () => {
  const seen = new Set<string>();

  it("goes on with the same bits, and leaves what it was given alone", () => {
    const metric = fc.oneof({ weight: 3, arbitrary: fc.double({ min: 0, max: 2, noNaN: true }) }, fc.constant(NaN));
    const property = fc.property(anyRun, fc.infiniteStream(metric), (run, metrics) => {
      for (const [, { type }] of schedulersIn(
        run.phases.map(({ scheduler }) => scheduler),
        registered,
      ))
        seen.add(type);
      const moments = momentsOf(run, metrics);
      const states = statesOf(run, moments);
      for (let at = 0; at < moments.length; at++) assertResumes(run, moments, states, at);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  it("was every scheduler, alone and composed", () => {
    assert.sameMembers([...seen], Object.keys(registered));
    const compositions = Object.entries(registered).filter(([, { children }]) => children);
    assert.sameMembers(
      compositions.map(([type]) => type),
      Object.keys(COMPOSITIONS),
    );
  });
});
