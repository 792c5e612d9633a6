import type { RunStatus } from "../contracts/record.ts";
import { encodeRun } from "../journal/record.ts";
import type { Failure } from "./protocol.ts";

/** A run that could not report itself. */
export function failure(status: Extract<RunStatus, "failed" | "timeout">, error: string): Failure {
  const outcome = { status, error, figures: { epochs: 0, metrics: {} } };
  const timing = { seconds: 0, steps: 0, worker: "" };
  return { status, error, text: encodeRun({ lines: "", hidden: {}, outcome, timing }) };
}

export const overtime = (timeout: number | undefined) => `not done after ${timeout} s`;

/** What to do about a run that did not end by itself. */
export type Verdict = "again" | "give up";

/** Remembers how often each run failed, and which failures are all the same. */
export class Verdicts {
  readonly #tries = new Map<number, number>();
  readonly #deaths = new Set<number>();
  readonly #sameError = new Map<string, number>();

  constructor(private readonly policy: { readonly retry: number; readonly maxFailures: number | undefined }) {}

  /** A run said that it failed. */
  onFailure(run: number): Verdict {
    const tries = (this.#tries.get(run) ?? 0) + 1;
    this.#tries.set(run, tries);
    return tries <= this.policy.retry ? "again" : "give up";
  }

  /** A run's thread died. Once is no proof: another run may have left it in a bad state. */
  onDeath(run: number): Verdict {
    if (this.#deaths.has(run)) return this.onFailure(run);
    this.#deaths.add(run);
    return "again";
  }

  /** A run was given up. Returns whether there were too many of the same kind. */
  count({ error }: Failure): boolean {
    const count = (this.#sameError.get(error) ?? 0) + 1;
    this.#sameError.set(error, count);
    return this.policy.maxFailures !== undefined && count >= this.policy.maxFailures;
  }
}
