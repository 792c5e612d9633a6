import { constants } from "node:os";

type FileUse = "read" | "write";

/** A file could not be read or written. `code` is the system's: ENOSPC, EACCES, … */
export class FileError extends Error {
  readonly path: string;
  readonly code: string | undefined;

  /** @param use what the file was to be opened for: the system does not say it of a file that it does not open */
  constructor(path: string, cause: unknown, use: FileUse = useOf(cause), platform = process.platform) {
    const code = codeOf(cause);
    super(`${path}: ${remedy(code, cause, use, platform)}`, { cause });
    this.name = "FileError";
    this.path = path;
    this.code = code;
  }
}

/** A file of lrsweep's own that holds something else. The message names it, and the way out. */
export class DamagedFile extends Error {
  /** @param way a clause: "run the sweep again, which writes it anew" */
  constructor(path: string, way: string, what = "it is not what lrsweep wrote there") {
    super(`${path}: ${what}; ${way}`);
    this.name = "DamagedFile";
  }
}

/** The system's code of an error: ENOENT, EADDRINUSE, …; undefined for other errors. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  // Node has no name for it, and says "UNKNOWN".
  if ("errno" in error && error.errno === -constants.errno.EDQUOT) return "EDQUOT";
  // A thread could not be started: the system's code ends the message.
  if (error.code === "ERR_WORKER_INIT_FAILED") return /\bE[A-Z]+$/.exec(error.message)?.[0] ?? "EAGAIN";
  return String(error.code);
}

/** What is wrong with the system as a whole, by its code. */
const SHORTAGES: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full (ENOSPC); free some space and run the sweep again",
  EDQUOT: "the disk quota is used up (EDQUOT); free some space and run the sweep again",
  EROFS: "the file system is read-only (EROFS)",
  EMFILE: "this process may open no more files (EMFILE); raise the limit, such as by ulimit -n 4096",
  ENFILE: "this machine can open no more files (ENFILE); close other programs and try again",
  ENOMEM: "there is not enough memory (ENOMEM); close other programs, or use fewer threads (--concurrency 1)",
  EAGAIN:
    "no more threads or processes may be started (EAGAIN); raise the limit (ulimit -u), or use fewer threads (--concurrency 1)",
  EIO: "the disk or network drive cannot be read or written (EIO)",
};

/** One sentence for an error of the system that is not the fault of any one file; undefined for others. */
export const shortageOf = (error: unknown): string | undefined => SHORTAGES[codeOf(error) ?? ""];

function remedy(code: string | undefined, cause: unknown, use: FileUse, platform: NodeJS.Platform): string {
  const shortage = shortageOf(cause);
  if (shortage !== undefined) return shortage;
  switch (code) {
    case "EACCES":
    case "EPERM":
      // Windows gives these codes, too, for a file that another program has open.
      return platform === "win32"
        ? `no permission to ${use} here, or another program has the file open (${code}); close it there and try again`
        : `no permission to ${use} here (${code})`;
    case "ENOENT":
      return use === "read"
        ? "there is no such file (ENOENT)"
        : "the file disappeared while it was being written (ENOENT); was it deleted or moved, or is another sweep running in this folder?";
    case "EBUSY":
      return "the file is in use (EBUSY); close it in other programs and run the sweep again";
    case "EISDIR":
    case "ENOTDIR":
    case "EEXIST":
      return `a file or folder of that name is in the way (${code})`;
    case "ELOOP":
      return "its links lead around in a circle (ELOOP)";
    case "ENAMETOOLONG":
      return "the name is too long for this file system (ENAMETOOLONG)";
    default:
      return cause instanceof Error ? cause.message : String(cause);
  }
}

const useOf = (cause: unknown): FileUse =>
  cause instanceof Error && "syscall" in cause && ["read", "scandir", "stat", "lstat"].includes(String(cause.syscall))
    ? "read"
    : "write";

/** Why a file could not be read: a clause, "there is no such file". */
export function whyUnreadable(error: unknown): string {
  const code = codeOf(error);
  switch (code) {
    case "ENOENT":
      return "there is no such file";
    case "ENOTDIR":
      return "a part of its path is no folder";
    case "EISDIR":
      return "it is a folder";
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "ENXIO":
      return "it is no regular file, but a device, a pipe or a socket";
    case "ELOOP":
      return "its links lead around in a circle";
    case "ENAMETOOLONG":
      return "its name is too long";
    case "ERR_INVALID_ARG_VALUE":
      return "its name holds a NUL character";
    default:
      return shortageOf(error) ?? (error instanceof Error ? error.message : String(error));
  }
}

/** What to do about it, where that can be told. */
export function wayToRead(error: unknown): string | undefined {
  switch (codeOf(error)) {
    case "EISDIR":
      return "name a file in it";
    case "ENXIO":
    case NO_FILE:
      return "copy what it holds into a file, and name that";
    default:
      return undefined;
  }
}

/** The code of what has no end, such as a device. */
export const NO_FILE = "ENOFILE";

/** Runs `work`; what the file system refuses is thrown as a FileError that names the file. */
export async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof FileError ? error : new FileError(path, error);
  }
}

/** The same for synchronous work; errors of other kinds stay as they are. */
export function namingSync<T>(path: string, work: () => T, use?: FileUse): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof FileError || codeOf(error) === undefined ? error : new FileError(path, error, use);
  }
}

/** The same for work that only reads. */
export const readingSync = <T>(path: string, work: () => T): T => namingSync(path, work, "read");
