import type { RunStatus } from "../contracts/record.ts";
import { type Figure, fromFigure, toFigure } from "../numbers/figure.ts";

/** An epoch as a program reported it. */
export interface ReportedEpoch {
  readonly metrics: Readonly<Record<string, number>>;
  /** Optimizer steps that it counted in the epoch. */
  readonly steps: number | undefined;
}

/** What is kept of a run that has not come to its end. */
export interface RunProgress {
  /** Which start of the run this is, from 1. */
  readonly attempt: number;
  /** What it has reported so far. */
  readonly epochs: readonly ReportedEpoch[];
  /** Whether the run failed after it reported them. */
  readonly hasFailed: boolean;
}

/** Keeps epochs of runs as they are reported, so that a run can go on after whatever ended it. */
export interface RunsUnderWay {
  /** Notes that a run starts. */
  begin(id: string): RunProgress;
  /** Keeps an epoch; it is stored once this returns. */
  add(id: string, epoch: ReportedEpoch): void;
  /** Drops the epochs from that one on, counted from 0. */
  cut(id: string, from: number): void;
  /** Notes how a run ended, where nothing else is told of it. */
  ended?(id: string, status: RunStatus): void;
}

export function encodeEpoch({ metrics, steps }: ReportedEpoch): string {
  const figures = Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, toFigure(value)]));
  return JSON.stringify({ metrics: figures, ...(steps !== undefined && { steps }) });
}

export function decodeEpoch(text: string): ReportedEpoch {
  const { metrics, steps } = JSON.parse(text) as { metrics: Record<string, Figure>; steps?: number };
  const figures = Object.entries(metrics).map(([name, figure]) => [name, fromFigure(figure) ?? Number.NaN] as const);
  return { metrics: Object.fromEntries(figures), steps };
}

/** A run under way, as a file with its history has it. */
interface Kept {
  attempts: number;
  epochs: ReportedEpoch[];
  hasFailed: boolean;
}

/** Runs under way by their ids, as the lines of a journal tell of them. */
export class ProgressTable {
  readonly #runs = new Map<string, Kept>();

  /** A copy, as it is now. */
  of(id: string): RunProgress {
    const { attempts, epochs, hasFailed } = this.#of(id);
    return { attempt: attempts, epochs: [...epochs], hasFailed };
  }

  start(id: string): void {
    this.#of(id).attempts++;
  }

  add(id: string, epoch: ReportedEpoch): void {
    const run = this.#of(id);
    run.epochs.push(epoch);
    run.hasFailed = false;
  }

  cut(id: string, from: number): void {
    this.#of(id).epochs.splice(from);
  }

  /** A run has ended: at its end nothing of it is needed any more. */
  end(id: string, status: string): void {
    if (status === "ok" || status === "diverged") this.#runs.delete(id);
    else if (this.#runs.has(id)) this.#of(id).hasFailed = status !== "pruned";
  }

  /** Whether a run is under way. */
  has(id: string): boolean {
    return this.#runs.has(id);
  }

  #of(id: string): Kept {
    const run = this.#runs.get(id) ?? { attempts: 0, epochs: [], hasFailed: false };
    this.#runs.set(id, run);
    return run;
  }
}
