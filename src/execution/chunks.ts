/** Never more in a chunk: after a crash each of them is tried alone. */
const MOST = 256;
/** Seconds that a chunk is meant to take. Sending one costs some 50 µs. */
const AIM = 0.1;
/** Chunks that each of those who train is to have, so that all end at about the same time. */
const EACH = 2;
/** Runs of a first chunk: enough to be trained side by side. */
const FIRST = 16;

/** Runs to train, handed out in chunks. How they are cut does not show in the results. */
export class ChunkQueue {
  #again: number[] = [];
  readonly #alone: number[] = [];
  #next = 0;
  /** Until some are known: as if they were quick, for a worker hands back what it has after AIM. */
  #secondsPerRun = AIM / FIRST;

  constructor(
    private readonly runs: Int32Array,
    /** How many chunks are in training at once. */
    private readonly slots: () => number,
  ) {}

  get left(): number {
    return this.#alone.length + this.#again.length + this.runs.length - this.#next;
  }

  /** The next runs to train, or none. What was put back goes first. */
  next(): readonly number[] {
    const alone = this.#alone.shift();
    if (alone !== undefined) return [alone];
    const fair = Math.ceil(this.left / (this.slots() * EACH));
    const size = Math.max(1, Math.min(MOST, fair, Math.floor(AIM / this.#secondsPerRun)));
    const again = this.#again.splice(0, size);
    const fresh = this.runs.subarray(this.#next, this.#next + size - again.length);
    this.#next += fresh.length;
    return [...again, ...fresh];
  }

  /** Runs that were handed out and not trained. */
  putBack(runs: readonly number[]): void {
    this.#again.push(...runs);
  }

  /** A run to be tried again in a chunk of its own. */
  putBackAlone(run: number): void {
    this.#alone.push(run);
  }

  /** How long so many runs took: the next chunks are cut accordingly. */
  learn(runs: number, seconds: number): void {
    if (runs > 0) this.#secondsPerRun = (this.#secondsPerRun + seconds / runs) / 2;
  }
}
