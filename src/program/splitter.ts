const LF = 10;

/** The longest line that a program may write to its sweep. */
const MOST_BYTES = 1 << 20;

interface Receiver {
  /** The program's own output, in pieces of any size. */
  log(bytes: Buffer): void;
  /** A line to the sweep, without its prefix. */
  message(text: string): void;
  /** Such a line is longer than any may be; the rest of it is left out. */
  tooLong(): void;
}

/**
 * Takes a program's output apart: lines to the sweep, which follow a prefix, and its log. A prefix counts anywhere in a
 * line, as several processes may share the pipe. Nothing of the log is kept, however long its lines are.
 */
export class OutputSplitter {
  /** The beginning of a prefix, perhaps. */
  #held = Buffer.alloc(0);
  /** Of a line to the sweep, what has come; undefined outside of one. */
  #line: Buffer[] | undefined;
  #length = 0;
  #isCut = false;
  #lastByte = LF;

  constructor(
    private readonly prefix: Buffer,
    private readonly receiver: Receiver,
  ) {}

  push(chunk: Buffer): void {
    let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = Buffer.alloc(0);
    while (rest.length > 0) rest = this.#line === undefined ? this.#outside(rest) : this.#inside(rest);
  }

  /** At the end of the output. A line to the sweep without its end is log. */
  end(): void {
    this.#log(this.#held);
    for (const piece of this.#line ?? []) this.#log(piece);
    this.#line = undefined;
    this.#held = Buffer.alloc(0);
  }

  /** Returns what is left behind a prefix. */
  #outside(bytes: Buffer): Buffer {
    const at = bytes.indexOf(this.prefix);
    if (at === -1) {
      const kept = this.#beginnings(bytes);
      this.#log(bytes.subarray(0, bytes.length - kept));
      this.#held = Buffer.from(bytes.subarray(bytes.length - kept));
      return Buffer.alloc(0);
    }
    // Adapters begin with a line end, as they do not know whether one is due.
    const before = bytes.subarray(0, at);
    const isEmpty = before.at(-1) === LF && (before.at(-2) ?? this.#lastByte) === LF;
    this.#log(isEmpty ? before.subarray(0, -1) : before);
    this.#line = [];
    this.#length = 0;
    this.#isCut = false;
    return bytes.subarray(at + this.prefix.length);
  }

  /** Returns what is left behind the line. */
  #inside(bytes: Buffer): Buffer {
    const end = bytes.indexOf(LF);
    this.#collect(end === -1 ? bytes : bytes.subarray(0, end));
    if (end === -1) return Buffer.alloc(0);
    const line = Buffer.concat(this.#line ?? []).toString();
    this.#line = undefined;
    this.#lastByte = LF;
    if (!this.#isCut) this.receiver.message(line);
    return bytes.subarray(end + 1);
  }

  #collect(bytes: Buffer): void {
    this.#length += bytes.length;
    if (this.#length <= MOST_BYTES) this.#line?.push(Buffer.from(bytes));
    else if (!this.#isCut) {
      this.#isCut = true;
      this.#line = [];
      this.receiver.tooLong();
    }
  }

  #log(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#lastByte = bytes[bytes.length - 1] as number;
    this.receiver.log(bytes);
  }

  /** How many of the last bytes may be the beginning of a prefix, or of an empty line before one. */
  #beginnings(bytes: Buffer): number {
    for (let length = Math.min(this.prefix.length, bytes.length); length > 0; length--) {
      const tail = bytes.subarray(-length);
      if (length < this.prefix.length && tail.equals(this.prefix.subarray(0, length))) return length;
      const isEmpty = tail[0] === LF && (bytes.at(-length - 1) ?? this.#lastByte) === LF;
      if (isEmpty && tail.subarray(1).equals(this.prefix.subarray(0, length - 1))) return length;
    }
    return 0;
  }
}
