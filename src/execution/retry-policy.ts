import type { Failure } from "./protocol.ts";

/** What to do with a run that failed. */
type RetryDecision = "retry" | "give up";

/** Counts how often each run failed, and how many runs failed with the same error. */
export class RetryPolicy {
  readonly #failures = new Map<number, number>();
  readonly #deaths = new Set<number>();
  readonly #runsByError = new Map<string, number>();

  constructor(private readonly policy: { readonly retry: number; readonly maxFailures: number | undefined }) {}

  /** Call when a run reports a failure. */
  onFailure(run: number): RetryDecision {
    const failures = (this.#failures.get(run) ?? 0) + 1;
    this.#failures.set(run, failures);
    return failures <= this.policy.retry ? "retry" : "give up";
  }

  /** Call when a run's thread died. The first time proves nothing, because another run may have left the thread in a bad state. */
  onDeath(run: number): RetryDecision {
    if (this.#deaths.has(run)) return this.onFailure(run);
    this.#deaths.add(run);
    return "retry";
  }

  /** Call when a run is given up. Returns whether too many runs failed with this error. */
  countGivenUp({ error }: Failure): boolean {
    const runs = (this.#runsByError.get(error) ?? 0) + 1;
    this.#runsByError.set(error, runs);
    return this.policy.maxFailures !== undefined && runs >= this.policy.maxFailures;
  }
}
