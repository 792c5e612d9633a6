/** What arrives, in order, for one who waits. After a failure nothing arrives any more. */
export class Inbox<T> {
  readonly #arrived: T[] = [];
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  put(item: T): void {
    if (this.#failure) return;
    this.#arrived.push(item);
    this.#wake?.();
  }

  /** Only the first failure counts. What arrived before it is still to be had. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake?.();
  }

  /** Rejects with the failure once all that arrived before it is taken. */
  async next(): Promise<T> {
    for (;;) {
      const item = this.#arrived.shift();
      if (item !== undefined) return item;
      if (this.#failure !== undefined) throw this.#failure.error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
