/** Things of which each serves one at a time, for any number that wait. */
export class Slots<T> {
  readonly #free: T[];
  readonly #waiting: ((slot: T) => void)[] = [];

  constructor(readonly all: readonly T[]) {
    this.#free = [...all].reverse();
  }

  /** Resolves once one is free, to whoever waits longest. */
  async take(): Promise<T> {
    const free = this.#free.pop();
    return free ?? new Promise((resolve) => this.#waiting.push(resolve));
  }

  giveBack(slot: T): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(slot);
    else next(slot);
  }
}
