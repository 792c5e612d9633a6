import type { RunEntry } from "./run-table.ts";

/**
 * Records of runs that paused after some epochs, by run and epochs. A decision that was taken on such a record stands,
 * also when the run was trained anew since, and with other figures. Runs of our own engine have the same figures again.
 */
export class PauseTable {
  readonly #entries = new Map<string, Map<number, RunEntry>>();

  /** @param head the beginning of the record, in which its number of epochs stands */
  add(id: string, head: string, entry: RunEntry): void {
    const epochs = /"epochs":(\d+)/.exec(head)?.[1];
    if (epochs === undefined) return;
    const own = this.#entries.get(id) ?? new Map<number, RunEntry>();
    // The first one was decided on.
    if (!own.has(Number(epochs))) own.set(Number(epochs), entry);
    this.#entries.set(id, own);
  }

  get(id: string, epochs: number): RunEntry | undefined {
    return this.#entries.get(id)?.get(epochs);
  }

  of(id: string): readonly RunEntry[] {
    return [...(this.#entries.get(id)?.values() ?? [])];
  }
}
