/** A file could not be read or written. `code` is the system's: ENOSPC, EACCES, … */
export class FileError extends Error {
  readonly path: string;
  readonly code: string | undefined;

  constructor(path: string, cause: unknown, platform: NodeJS.Platform = process.platform) {
    const code = codeOf(cause);
    super(`${path}: ${remedy(code, cause, platform)}`, { cause });
    this.name = "FileError";
    this.path = path;
    this.code = code;
  }
}

/** The system's code of an error: ENOENT, EADDRINUSE, …; undefined for other errors. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

const TOO_MANY_OPEN = "too many files are open; raise the limit (ulimit -n)";

function remedy(code: string | undefined, cause: unknown, platform: NodeJS.Platform): string {
  switch (code) {
    case "ENOSPC":
      return "the disk is full (ENOSPC); free some space and run the sweep again";
    // Node calls EDQUOT "UNKNOWN", and only its number tells what it was.
    case "EDQUOT":
      return "the disk quota is used up (EDQUOT); free some space and run the sweep again";
    case "EACCES":
    case "EPERM":
      // Windows gives these codes, too, for a file that another program has open.
      return platform === "win32"
        ? `no permission to write here, or another program has the file open (${code}); close it there and try again`
        : `no permission to write here (${code})`;
    case "ENOENT":
      return "the file disappeared while it was being written (ENOENT); was it deleted, or is another sweep running in this folder?";
    case "EROFS":
      return "the file system is read-only (EROFS)";
    case "EBUSY":
      return "the file is in use (EBUSY); close it in other programs and run the sweep again";
    case "EISDIR":
    case "ENOTDIR":
    case "EEXIST":
      return `a file or folder of that name is in the way (${code})`;
    default:
      return cause instanceof Error ? cause.message : String(cause);
  }
}

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
    case "EMFILE":
    case "ENFILE":
      return TOO_MANY_OPEN;
    case "ELOOP":
      return "its links lead around in a circle";
    case "ENAMETOOLONG":
      return "its name is too long";
    case "ERR_INVALID_ARG_VALUE":
      return "its name holds a NUL character";
    default:
      return error instanceof Error ? error.message : String(error);
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

/** The same for synchronous work; errors of other kinds stay as they are. */
export function namingSync<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof FileError || codeOf(error) === undefined ? error : new FileError(path, error);
  }
}
