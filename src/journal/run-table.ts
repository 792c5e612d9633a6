/** What is kept in memory of each run: the place of its last record, and what resuming needs. */
export interface RunEntry {
  readonly offset: number;
  readonly length: number;
  readonly status: number;
  readonly layout: number;
}

const FIRST = 1024;
/** At most half the slots are used, because more entries would make probing slow. */
const FULL = 0.5;

/** Entries by run id (`r` and 16 hex digits), in typed arrays: a million runs take 32 MB. */
export class RunTable {
  #size = 0;
  #slots = new Int32Array(FIRST).fill(-1);
  #ids = new Uint32Array(FIRST);
  #offsets = new Float64Array(FIRST / 2);
  #lengths = new Uint32Array(FIRST / 2);
  #tags = new Uint16Array(FIRST);

  get size(): number {
    return this.#size;
  }

  has(id: string): boolean {
    return this.#slots[this.#slotOf(high(id), low(id))] !== -1;
  }

  /** Adds an id about which nothing else is known. */
  add(id: string): void {
    this.set(id, { offset: 0, length: 0, status: 0, layout: 0 });
  }

  get(id: string): RunEntry | undefined {
    const at = this.#slots[this.#slotOf(high(id), low(id))] as number;
    if (at === -1) return undefined;
    return {
      offset: this.#offsets[at] as number,
      length: this.#lengths[at] as number,
      status: this.#tags[2 * at] as number,
      layout: this.#tags[2 * at + 1] as number,
    };
  }

  /** Sets an entry, replacing an earlier one. */
  set(id: string, { offset, length, status, layout }: RunEntry): void {
    if (this.#size + 1 > this.#slots.length * FULL) this.#grow();
    const slot = this.#slotOf(high(id), low(id));
    let at = this.#slots[slot] as number;
    if (at === -1) {
      at = this.#size++;
      this.#slots[slot] = at;
      this.#ids[2 * at] = high(id);
      this.#ids[2 * at + 1] = low(id);
    }
    this.#offsets[at] = offset;
    this.#lengths[at] = length;
    this.#tags[2 * at] = status;
    this.#tags[2 * at + 1] = layout;
  }

  /** The slot of an id, or the free slot for it. Ids are digests, so their bits need no mixing. */
  #slotOf(high: number, low: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const at = this.#slots[slot] as number;
      if (at === -1 || (this.#ids[2 * at] === high && this.#ids[2 * at + 1] === low)) return slot;
    }
  }

  #grow(): void {
    const length = 2 * this.#slots.length;
    this.#ids = grown(this.#ids, new Uint32Array(length));
    this.#offsets = grown(this.#offsets, new Float64Array(length / 2));
    this.#lengths = grown(this.#lengths, new Uint32Array(length / 2));
    this.#tags = grown(this.#tags, new Uint16Array(length));
    this.#slots = new Int32Array(length).fill(-1);
    for (let at = 0; at < this.#size; at++)
      this.#slots[this.#slotOf(this.#ids[2 * at] as number, this.#ids[2 * at + 1] as number)] = at;
  }
}

const high = (id: string) => Number.parseInt(id.slice(1, 9), 16);
const low = (id: string) => Number.parseInt(id.slice(9), 16);

function grown<T extends Uint32Array | Float64Array | Uint16Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
