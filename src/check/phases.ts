import type { Bound } from "../bind/bound.ts";
import type { Interval } from "../contracts/config.ts";
import type { Rates, SchedulerPart } from "../contracts/scheduler.ts";
import { type Issue, issue, type Within } from "../issues/issue.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { PhaseSpan } from "../schedule/run-schedule.ts";
import { WHOLE } from "./places.ts";
import type { ResolvedPart } from "./resolve-part.ts";

/** What a schedule must fit. */
export interface Run {
  /** The run's metric columns; undefined where loss, model or metrics are wrong themselves. */
  readonly metrics: readonly string[] | undefined;
  readonly epochs: number;
  /** Optimizer steps of an epoch. */
  readonly perEpoch: number;
  /** Whether rows are held out for validation. */
  readonly validates: boolean;
  /** Whether a program reports the metrics, so that they may have any names. */
  readonly isReported?: boolean;
  /** The optimizer's rates; one per param group; undefined where the optimizer or the model is wrong itself. */
  readonly base: Rates | undefined;
}

/** A scheduler in its place in the run. */
export interface Laid extends PhaseSpan {
  readonly resolved: ResolvedPart;
  /** Whether it stands in a list. */
  readonly isPhase: boolean;
}

/** Arranges the schedulers of a run: a single one covers it all; phases follow each other, and the last takes the rest. */
export function layOut(parts: readonly ResolvedPart[], run: Run): Bound<readonly Laid[]> {
  const isList = parts[0] !== undefined && parts[0].path.length > 0;
  const lengths = isList ? lengthsOf(parts, run) : parts.map(() => run.epochs * run.perEpoch);
  if (!Array.isArray(lengths)) return { issues: [lengths as Issue<Within>] };
  let from = 0;
  const phases = parts.map((resolved, i): Laid => {
    const to = from + itemAt(lengths, i);
    const laid = { resolved, isPhase: isList, from, to, ...ticking(resolved) };
    from = to;
    return laid;
  });
  return { value: phases };
}

/** When a scheduler ticks. */
export function ticking({ part, timing }: ResolvedPart): { readonly interval: Interval; readonly frequency: number } {
  const usual = timing.steps === undefined ? (part as SchedulerPart).interval : "step";
  return { interval: timing.interval ?? usual, frequency: timing.frequency ?? 1 };
}

/** In steps. */
function lengthsOf(parts: readonly ResolvedPart[], { epochs, perEpoch }: Run): readonly number[] | Issue<Within> {
  const lengths = parts.map(({ timing }) => timing.steps ?? (timing.epochs && timing.epochs * perEpoch));
  const open = parts.find((_, i) => lengths[i] === undefined && i < parts.length - 1);
  if (open !== undefined) {
    const where = `scheduler.${open.path.join(".")}`;
    const place: Within = { path: open.path, of: "value" };
    return issue(
      "missing",
      place,
      `${where} needs 'epochs' or 'steps'`,
      "only the last phase may leave its length out",
    );
  }
  const all = epochs * perEpoch;
  const given = lengths.reduce((sum: number, length) => sum + (length ?? 0), 0);
  const inEpochs = parts.every(({ timing }) => timing.steps === undefined);
  const share = inEpochs ? `${given / perEpoch} of ${epochs} epochs` : `${given} of ${all} steps`;
  const takesRest = lengths.at(-1) === undefined;
  if (takesRest && given >= all)
    return issue(
      "misfit",
      WHOLE,
      `scheduler: the phases before the last cover ${share}`,
      "shorten them: the last phase takes the rest, and nothing is left",
    );
  if (!takesRest && given !== all)
    return issue(
      "misfit",
      WHOLE,
      `scheduler: the phases cover ${share}`,
      `leave out ${inEpochs ? "epochs" : "the length"} of the last phase: it takes the rest`,
    );
  return lengths.map((length) => length ?? all - given);
}
