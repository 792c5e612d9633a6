import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  createReadStream,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  type Stats,
  statSync,
} from "node:fs";
import { join, relative, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { formatBytes } from "../experiment/memory.ts";
import { LONGEST_TEXT } from "../formats/text.ts";
import { codeOf, FileError, NO_FILE, readingSync } from "./file-error.ts";

/** Node reads no larger file at once. */
const MOST_BYTES = 0x7fff_ffff;
/** A text that people write, such as an experiment. */
export const MOST_WRITTEN = 16 << 20;

/** A pipe that nobody writes to would otherwise be opened only once somebody does. Windows has no such flag. */
export const TO_READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Of what is there, but is not to be read. The message is a clause: "it is a pipe". */
class Unreadable extends Error {
  readonly code: string;

  constructor(message: string, code = "EUNREADABLE") {
    super(message);
    this.code = code;
  }
}

/**
 * A regular file's content. Throws as the system does, and for what has no end, such as a device or a pipe.
 * @param most bytes; a larger file is not read
 */
export const readBytes = (path: string, most = MOST_BYTES): Uint8Array<ArrayBuffer> => readRegular(path, most);

/** A file's content as UTF-8; see {@link readBytes}. */
export const readText = (path: string, most = LONGEST_TEXT): string => readRegular(path, most).toString();

/** Throws for an open file that has no end. Folders pass: reading them fails by itself. */
export function requireRegular(found: Stats): void {
  if (!found.isFile() && !found.isDirectory())
    throw new Unreadable("it is no regular file, but a device, a pipe or a socket", NO_FILE);
}

function readRegular(path: string, most: number): Buffer<ArrayBuffer> {
  const file = openSync(path, TO_READ);
  try {
    const found = fstatSync(file);
    requireRegular(found);
    if (found.size > most)
      throw new Unreadable(`it has ${formatBytes(found.size)}; at most ${formatBytes(most)} are read`);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** The same; undefined where there is no such file. Throws as the system does if it cannot be read. */
export function readTextIfThere(path: string, most?: number): string | undefined {
  return ifThere(() => readText(path, most));
}

/** A regular file's content, bit by bit; undefined where there is no such file. Ends with an error if the file is cut short. */
export function openStream(path: string): { readonly bytes: number; readonly stream: Readable } | undefined {
  const file = openSync(path, TO_READ);
  const found = fstatSync(file);
  if (found.isFile() && found.size > 0)
    return { bytes: found.size, stream: createReadStream("", { fd: file, start: 0, end: found.size - 1 }) };
  closeSync(file);
  return found.isFile() ? { bytes: 0, stream: Readable.from([]) } : undefined;
}

/** Whether there is a file or folder. */
export const exists = (path: string): boolean => existsSync(path);

/** Of ways that lead to nothing that could be looked at. */
const NOWHERE = ["EACCES", "ENOTDIR", "ELOOP"];

/** Undefined where there is nothing, in a folder that nobody may look into, and behind what is no folder. */
function found(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (NOWHERE.includes(codeOf(error) ?? "")) return undefined;
    throw error;
  }
}

export const isFolder = (path: string): boolean => found(path)?.isDirectory() ?? false;

export const isFile = (path: string): boolean => found(path)?.isFile() ?? false;

/** Bytes of a file; undefined where there is none. */
export function sizeOf(path: string): number | undefined {
  const there = found(path);
  return there?.isFile() ? there.size : undefined;
}

/** When a file or folder was last changed; undefined where there is none. */
export const changedAt = (path: string): Date | undefined => found(path)?.mtime;

/** Names of all that is in a folder, in order; none where there is no folder. */
export const namesIn = (folder: string): readonly string[] =>
  (ifThere(() => readingSync(folder, () => readdirSync(folder))) ?? []).sort();

/** Names of what is in a folder, in order, apart from hidden ones; none where there is no folder. */
export function visibleIn(folder: string): { readonly files: readonly string[]; readonly folders: readonly string[] } {
  const entries = ifThere(() => readingSync(folder, () => readdirSync(folder, { withFileTypes: true }))) ?? [];
  const visible = entries.filter(({ name }) => !name.startsWith("."));
  const files = visible.filter((entry) => entry.isFile()).map(({ name }) => name);
  const folders = visible.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return { files: files.sort(), folders: folders.sort() };
}

/** Paths of all files in a folder and below it. Throws a FileError. */
export function filesBelow(folder: string): readonly string[] {
  const names = readingSync(folder, () => readdirSync(folder, { recursive: true, encoding: "utf8" }));
  return names.map((name) => join(folder, name)).filter(isFile);
}

/** Names on the way from a folder down to a path, links followed; the first is ".." where a link leads out. Throws as the system does. */
export function namesBelow(folder: string, path: string): readonly string[] {
  return relative(realpathSync(folder), realpathSync(path)).split(sep);
}

/** SHA-256 of a file's bytes; undefined where there is none. Rejects with a FileError. */
export async function fileDigest(path: string): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    const file = openSync(path, TO_READ);
    const stream = createReadStream("", { fd: file, highWaterMark: 1 << 20 });
    try {
      requireRegular(fstatSync(file));
    } catch (error) {
      stream.destroy();
      throw error;
    }
    await pipeline(stream, hash);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new FileError(path, error, "read");
  }
  return hash.digest("hex");
}

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
