import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, statSync } from "node:fs";
import { type FileHandle, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** A results file could not be written. `code` is the system's: ENOSPC, EACCES, … */
export class FileError extends Error {
  readonly path: string;
  readonly code: string | undefined;

  constructor(path: string, cause: unknown) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
    super(`${path}: ${remedy(code, cause)}`, { cause });
    this.name = "FileError";
    this.path = path;
    this.code = code;
  }
}

function remedy(code: string | undefined, cause: unknown): string {
  switch (code) {
    case "ENOSPC":
      return "the disk is full (ENOSPC); free some space and run the sweep again";
    case "EDQUOT":
      return "the disk quota is used up (EDQUOT); free some space and run the sweep again";
    case "EACCES":
    case "EPERM":
      return `no permission to write here (${code})`;
    case "ENOENT":
      return "vanished while it was written (ENOENT): was it deleted, or is another sweep at work in this folder?";
    case "EROFS":
      return "the file system is read-only (EROFS)";
    case "EBUSY":
      return "the file is in use (EBUSY); close it in other programs and run the sweep again";
    case "EISDIR":
    case "ENOTDIR":
    case "EEXIST":
      return `something else of that name is in the way (${code})`;
    default:
      return cause instanceof Error ? cause.message : String(cause);
  }
}

/** Runs `work`; what the file system refuses is thrown as a FileError that names the file. */
export async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof FileError ? error : new FileError(path, error);
  }
}

/** The same for work that waits; errors of other kinds stay as they are. */
export function namingSync<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof FileError || !(error instanceof Error && "code" in error)
      ? error
      : new FileError(path, error);
  }
}

/** Makes a folder and those above it. Node's own recursion takes EROFS for ENOENT. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" && dirname(path) !== path) {
      makeFolder(dirname(path));
      mkdirSync(path);
    } else if (code !== "EEXIST" || !statSync(path).isDirectory()) throw error;
  }
}

/** A file on its way: under its final name only once it is whole. */
export interface Draft {
  /** Awaits the disk when the buffer is full. */
  write(content: string | Uint8Array): Promise<void>;
  /** Puts all of it on the disk, still under the temporary name, and gives its SHA-256. */
  seal(): Promise<string>;
  /** Gives the sealed file its final name, in the place of an earlier one. */
  publish(): Promise<void>;
  /** Leaves nothing behind of an unpublished file. */
  discard(): Promise<void>;
}

const BUFFER = 1 << 20;
/** Its own for each draft: two sweeps in one folder must not write to one file. */
const temporary = (path: string) => join(dirname(path), `.${basename(path)}.${randomBytes(4).toString("hex")}.part`);
/** The final name that a temporary one stands for. */
const finalName = (name: string) => /^\.(.+)\.[0-9a-f]{8}\.part$/.exec(name)?.[1];

/** Starts a file. Rejects with a FileError, as all of a draft's methods do. */
export async function draft(path: string): Promise<Draft> {
  const part = temporary(path);
  const handle = await naming(path, () => open(part, "wx"));
  const hash = createHash("sha256");
  let buffer: string[] = [];
  let length = 0;

  const put = async (bytes: Uint8Array) => {
    hash.update(bytes);
    await writeAll(handle, bytes);
  };
  const flush = async () => {
    const bytes = Buffer.from(buffer.join(""));
    buffer = [];
    length = 0;
    await put(bytes);
  };
  const write = async (content: string | Uint8Array) => {
    if (typeof content === "string") {
      buffer.push(content);
      length += content.length;
      if (length >= BUFFER) await naming(path, flush);
    } else await naming(path, () => flush().then(() => put(content)));
  };
  const seal = () =>
    naming(path, async () => {
      await flush();
      await handle.datasync();
      await handle.close();
      return hash.digest("hex");
    });
  const publish = () => naming(path, () => rename(part, path));
  const discard = async () => {
    await handle.close().catch(() => {});
    await rm(part, { force: true });
  };
  return { write, seal, publish, discard };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
}

/** A file of bytes, there only once it is whole. Rejects with a FileError. */
export async function writeWhole(path: string, bytes: Uint8Array | string): Promise<void> {
  const part = temporary(path);
  await naming(path, async () => {
    await writeFile(part, bytes);
    await rename(part, path);
  });
}

/** A file in a folder that is made if need be; one of that name stays as it is. Rejects with a FileError. */
export async function writeNew(path: string, text: string): Promise<void> {
  await naming(path, async () => {
    makeFolder(dirname(path));
    await writeFile(path, text, { flag: "wx" });
  });
}

/** The parts of a table beyond the first are epochs-2.csv, … */
export const partName = (name: string, part: number) => (part === 1 ? name : name.replace(/(?=\.csv$)/, `-${part}`));

/** The name of a file's first part, or its own. */
export const wholeName = (name: string) => name.replace(/-\d+(?=\.csv$)/, "");

/** Removes what a killed process left unfinished of these files and their further parts. */
export function removeLeftovers(folder: string, names: readonly string[]): Promise<void> {
  return removeFiles(folder, (name) => names.includes(wholeName(finalName(name) ?? "")));
}

/** Removes files of a folder. */
export async function removeFiles(folder: string, isGone: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder))
    if (isGone(name)) await naming(join(folder, name), () => rm(join(folder, name), { force: true }));
}
