import type { MetricFigures, Outcome } from "../analysis/figures.ts";
import type { RunStatus } from "../contracts/record.ts";
import { type Figure, fromFigure, toFigure } from "../numbers/figure.ts";
import type { RunTiming } from "../tables/timing-columns.ts";

/** A run that ended, from a worker or the journal. */
export interface RunResult {
  /** See epochLines. */
  readonly lines: string;
  readonly outcome: Outcome;
  readonly timing: RunTiming;
  readonly hidden: HiddenRates;
}

/** Rates that the lines do not show, because no run of the plan changes them: a constant, or the name of an equal column. */
export type HiddenRates = Readonly<Record<string, number | string>>;

export interface Encoded {
  readonly epochs: number;
  /** Final value, best value, best epoch. */
  readonly figures: Readonly<Record<string, readonly [Figure, Figure, number | null]>>;
  /** The epoch at which the objective's target was reached. */
  readonly target?: number;
  /** Of each epoch. */
  readonly tests?: Readonly<Record<string, readonly Figure[]>>;
  readonly error?: string;
  readonly timing: readonly [seconds: number, steps: number, worker: string | number];
  /** See RunTiming. */
  readonly devices?: number;
  readonly hidden?: HiddenRates;
  readonly lines: string;
}

/** The record of a run in the journal, without its status: one line of JSON. */
export function encodeRun({ lines, outcome, timing, hidden }: RunResult): string {
  const figures: Record<string, Encoded["figures"][string]> = {};
  for (const [metric, { final, best }] of Object.entries(outcome.figures.metrics))
    figures[metric] = [toFigure(final), toFigure(best?.value), best?.epoch ?? null];
  const encoded: Encoded = {
    epochs: outcome.figures.epochs,
    figures,
    ...(outcome.figures.target !== undefined && { target: outcome.figures.target }),
    ...(outcome.figures.tests && { tests: mapped(outcome.figures.tests, toFigure) }),
    ...("error" in outcome && { error: outcome.error }),
    ...(Object.keys(hidden).length > 0 && { hidden }),
    timing: [timing.seconds, timing.steps, timing.worker],
    ...(timing.devices !== undefined && { devices: timing.devices }),
    lines,
  };
  return JSON.stringify(encoded);
}

export function decodeRun(status: RunStatus, text: string): RunResult {
  const { epochs, figures, target, tests, error = "", timing, devices, hidden = {}, lines }: Encoded = JSON.parse(text);
  const metrics: Record<string, MetricFigures> = {};
  for (const [metric, [final, best, epoch]] of Object.entries(figures)) {
    const value = fromFigure(best);
    const hasBest = value !== undefined && epoch !== null;
    metrics[metric] = { final: fromFigure(final), best: hasBest ? { value, epoch } : undefined };
  }
  const [seconds, steps, worker] = timing;
  const more = { ...(target !== undefined && { target }), ...(tests && { tests: mapped(tests, fromFigure) }) };
  const outcome = outcomeOf(status, { epochs, metrics, ...more }, error);
  return { lines, outcome, timing: { seconds, steps, worker, ...(devices !== undefined && { devices }) }, hidden };
}

/** Columns, each value of them changed. */
function mapped<From, To>(columns: Readonly<Record<string, readonly From[]>>, change: (value: From) => To) {
  return Object.fromEntries(Object.entries(columns).map(([column, values]) => [column, values.map(change)]));
}

function outcomeOf(status: RunStatus, figures: Outcome["figures"], error: string): Outcome {
  switch (status) {
    case "ok":
    case "diverged":
    case "pruned":
      return { status, figures };
    case "failed":
    case "timeout":
      return { status, figures, error };
  }
}
