import { closeSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "./file.ts";
import { namingSync } from "./file-error.ts";

const MB = 1 << 20;
const MOST_KEPT = 8 * MB;
/** Bytes from which the last lines are taken. */
const RECENT = 1 << 13;

/** A log of any length in a file of bounded length: its first and its last bytes. All methods throw a FileError. */
export class CappedLog {
  #file: number | undefined;
  #written = 0;
  /** Bytes behind the first ones. */
  #behind = 0;
  /** The last bytes behind the first ones, as a ring. */
  #ring: Buffer | undefined;
  #recent = Buffer.alloc(0);

  /** @param most bytes kept of its beginning, and as many of its end */
  constructor(
    readonly path: string,
    private readonly most = MOST_KEPT,
  ) {}

  write(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#recent = Buffer.concat([this.#recent, chunk.subarray(-RECENT)]).subarray(-RECENT);
    const head = chunk.subarray(0, this.most - this.#written);
    if (head.length > 0) this.#append(head);
    this.#written += head.length;
    this.#keep(chunk.subarray(head.length));
  }

  /** The last bytes, a few thousand. */
  get recent(): Buffer {
    return this.#recent;
  }

  /** Writes the end of a log that is longer than the file may be. */
  close(): void {
    const ring = this.#ring;
    if (ring !== undefined) {
      const behind = this.#behind;
      const left = Math.max(0, behind - this.most);
      if (left > 0) this.#append(Buffer.from(`\n[lrsweep left out ${left} bytes here]\n`));
      const from = behind % this.most;
      if (left > 0) this.#append(ring.subarray(from));
      this.#append(ring.subarray(0, left > 0 ? from : behind));
      this.#ring = undefined;
    }
    const file = this.#file;
    if (file !== undefined) namingSync(this.path, () => closeSync(file));
    this.#file = undefined;
  }

  #append(bytes: Buffer): void {
    namingSync(this.path, () => {
      if (this.#file === undefined) {
        makeFolder(dirname(this.path));
        this.#file = openSync(this.path, "w");
      }
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    });
  }

  /** Puts bytes into the ring, over the oldest ones. */
  #keep(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#ring ??= Buffer.allocUnsafe(this.most);
    const kept = chunk.subarray(-this.most);
    const start = (this.#behind + chunk.length - kept.length) % this.most;
    const first = kept.subarray(0, this.most - start);
    first.copy(this.#ring, start);
    kept.subarray(first.length).copy(this.#ring, 0);
    this.#behind += chunk.length;
  }
}
