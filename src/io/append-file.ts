import { closeSync, fdatasync, fstatSync, ftruncateSync, openSync, readSync, truncateSync, writeSync } from "node:fs";
import { promisify } from "node:util";
import { codeOf, naming, namingSync } from "./file-error.ts";
import { type LineSpan, scanLines } from "./frames.ts";
import { requireRegular, TO_READ } from "./read.ts";

/** Read at once: neighbours in the file are mostly wanted next. */
const BLOCK = 1 << 16;

/** Closes what is no regular file, and throws. */
function sizeOfRegular(file: number): number {
  const found = fstatSync(file);
  try {
    requireRegular(found);
  } catch (error) {
    closeSync(file);
    throw error;
  }
  return found.size;
}

/** A file that only grows, a whole number of lines at a time. All methods throw a FileError. */
export class AppendFile {
  readonly #file: number;
  #end: number;
  #isDirty = false;
  #block = Buffer.allocUnsafe(BLOCK);
  /** What the block holds. */
  #held = { from: 0, to: 0 };

  /** @param isReadOnly for those who only look: nothing is written, and nothing is cut off */
  constructor(
    readonly path: string,
    private readonly isReadOnly = false,
  ) {
    this.#file = namingSync(path, () => openSync(path, isReadOnly ? TO_READ : "a+"), isReadOnly ? "read" : "write");
    this.#end = namingSync(path, () => sizeOfRegular(this.#file));
  }

  /** Visits every line, and cuts off what follows the last (unless read-only): returns how many bytes that was. */
  scan(visit: (line: Buffer, span: LineSpan) => void): number {
    return namingSync(this.path, () => {
      const end = scanLines(this.#file, visit);
      const torn = this.#end - end;
      if (torn > 0 && !this.isReadOnly) this.#cut(end);
      return torn;
    });
  }

  /** Writes lines, to the system though not to the disk, and returns where they begin. What cannot be written whole leaves nothing. */
  append(lines: string): number {
    const bytes = Buffer.from(lines);
    namingSync(this.path, () => {
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
      } catch (error) {
        this.#cut(this.#end);
        throw error;
      }
    });
    // Where they are in truth: a process that lost its lock may have written before it noticed.
    this.#end = namingSync(this.path, () => fstatSync(this.#file).size);
    this.#isDirty = true;
    return this.#end - bytes.length;
  }

  /** A line without its LF, in a view that is valid until the next call. */
  read({ offset, length }: LineSpan): Buffer {
    const isHeld = offset >= this.#held.from && offset + length <= this.#held.to;
    if (!isHeld) this.#load(offset, Math.max(length, BLOCK));
    return this.#block.subarray(offset - this.#held.from, offset - this.#held.from + length);
  }

  /** Puts everything on the disk. Also rejects when the file was deleted. */
  async sync(): Promise<void> {
    await naming(this.path, async () => {
      if (fstatSync(this.#file).nlink === 0) throw gone();
      if (!this.#isDirty) return;
      this.#isDirty = false;
      await promisify(fdatasync)(this.#file);
    });
  }

  close(): void {
    closeSync(this.#file);
  }

  #load(offset: number, length: number): void {
    if (length > this.#block.length) this.#block = Buffer.allocUnsafe(length);
    let filled = 0;
    for (let read = -1; read !== 0 && filled < length; filled += read)
      read = namingSync(this.path, () => readSync(this.#file, this.#block, filled, length - filled, offset + filled));
    this.#held = { from: offset, to: offset + filled };
  }

  #cut(end: number): void {
    try {
      ftruncateSync(this.#file, end);
    } catch (error) {
      // Windows cuts no file that was opened for appending.
      if (codeOf(error) !== "EPERM") throw error;
      truncateSync(this.path, end);
    }
    this.#end = end;
  }
}

function gone(): Error {
  return Object.assign(new Error("deleted"), { code: "ENOENT" });
}
