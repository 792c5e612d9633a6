/** Most runs of a chunk, because after a crash each run of the chunk is tried alone. */
const MAX_RUNS_PER_CHUNK = 256;
/** How long a chunk should take. Sending one costs about 50 µs. */
const CHUNK_SECONDS = 0.1;
/** Chunks for each slot, so that all slots end at about the same time. */
const CHUNKS_PER_SLOT = 2;
/** Enough runs to train side by side. */
const FIRST_CHUNK_RUNS = 16;

/** Runs to train, in chunks. Results do not depend on the sizes of the chunks. */
export class ChunkQueue {
  #returned: number[] = [];
  readonly #alone: number[] = [];
  #next = 0;
  /** Before any run time is known, assumes short runs, because a worker returns what it has after CHUNK_SECONDS. */
  #secondsPerRun = CHUNK_SECONDS / FIRST_CHUNK_RUNS;

  constructor(
    private readonly runs: Int32Array,
    /** Number of chunks in training at once. */
    private readonly slots: () => number,
    private readonly most = MAX_RUNS_PER_CHUNK,
  ) {}

  get left(): number {
    return this.#alone.length + this.#returned.length + this.runs.length - this.#next;
  }

  /** The next runs to train; empty if there are none. Returned runs come first. */
  next(): readonly number[] {
    const alone = this.#alone.shift();
    if (alone !== undefined) return [alone];
    const fair = Math.ceil(this.left / (this.slots() * CHUNKS_PER_SLOT));
    const size = Math.max(1, Math.min(this.most, fair, Math.floor(CHUNK_SECONDS / this.#secondsPerRun)));
    const returned = this.#returned.splice(0, size);
    const fresh = this.runs.subarray(this.#next, this.#next + size - returned.length);
    this.#next += fresh.length;
    return [...returned, ...fresh];
  }

  /** Takes back runs that were not trained. */
  putBack(runs: readonly number[]): void {
    this.#returned.push(...runs);
  }

  /** Takes back a run, to try it again in a chunk of its own. */
  putBackAlone(run: number): void {
    this.#alone.push(run);
  }

  /** Notes how long a number of runs took, which sets the size of the next chunks. */
  learn(runs: number, seconds: number): void {
    if (runs > 0) this.#secondsPerRun = (this.#secondsPerRun + seconds / runs) / 2;
  }
}
