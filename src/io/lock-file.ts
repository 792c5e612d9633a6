import { randomBytes } from "node:crypto";
import {
  constants,
  copyFileSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "./file.ts";
import { codeOf, namingSync } from "./file-error.ts";
import { isRunning, ownIdentity, type ProcessIdentity, parseIdentity } from "./process-identity.ts";

/**
 * A lock whose process cannot be looked up, such as one of another machine, is stale when it was not touched for so long.
 */
const STALE_SECONDS = 60;

/** Whoever has a lock, and what it says of itself besides. */
export interface LockHolder extends ProcessIdentity {
  readonly note: Readonly<Record<string, unknown>>;
}

/** Another process has the lock. */
export class LockHeld extends Error {
  constructor(readonly holder: LockHolder) {
    super("another process has the lock");
  }
}

/** A lock that this process has; it ends with the process, however that ends. */
export interface Lock {
  /**
   * To be called every few seconds: tells other machines that the holder lives.
   * Throws a FileError where the lock is no longer there, or another process has it.
   */
  touch(now: Date): void;
  /** Gives it up, if it is not another's by now. */
  release(): void;
}

/**
 * Takes a lock, in a folder that is made if need be. Throws LockHeld, or a FileError.
 * @param note what others are shown besides the holder's process
 */
export function takeLock<Note extends object>(path: string, note: Note): Lock {
  makeFolder(dirname(path));
  const own = `${path}.${randomBytes(4).toString("hex")}`;
  const content = JSON.stringify({ ...ownIdentity(), ...note });
  return namingSync(path, () => {
    writeFileSync(own, content);
    try {
      while (!tryLink(own, path)) setAside(path, own);
    } finally {
      rmSync(own, { force: true });
    }
    return lockWith(path, content);
  });
}

function lockWith(path: string, content: string): Lock {
  const isOurs = () => readFileSync(path, "utf8") === content;
  return {
    touch: (at) =>
      namingSync(path, () => {
        if (!isOurs()) throw Object.assign(new Error(TAKEN), { code: "ELOCKTAKEN" });
        utimesSync(path, at, at);
      }),
    release() {
      try {
        if (isOurs()) rmSync(path, { force: true });
      } catch {
        // It is gone already, or cannot be removed: then it is stale once this process has ended.
      }
    },
  };
}

const TAKEN = "another process has taken this lock; what had ended until then is kept";

/** Who has the lock now, as far as this machine's clock tells. */
export function lockHolder(path: string, now: Date): LockHolder | undefined {
  const holder = readHolder(path);
  return holder && !isStale(holder, path, now.getTime()) ? holder : undefined;
}

/** What file systems say that have no links. */
const NO_LINKS = ["EPERM", "ENOTSUP", "ENOSYS", "EISDIR"];

/** A link, unlike a new file, has its content from the first moment on. */
function tryLink(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!NO_LINKS.includes(codeOf(error) ?? "")) throw error;
  }
  try {
    copyFileSync(own, path, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Removes a stale lock. Throws LockHeld if it is not stale. */
function setAside(path: string, own: string): void {
  // A file just written has the file system's time, which another machine's clock may not have.
  const now = statSync(own).mtimeMs;
  const holder = readHolder(path);
  if (holder !== undefined && !isStale(holder, path, now)) throw new LockHeld(holder);
  const aside = `${own}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  // Another process may have taken over in between: then this is its lock, which gets its place back.
  const moved = readHolder(aside);
  const isOther = moved !== undefined && !isStale(moved, aside, now);
  if (isOther) tryLink(aside, path);
  rmSync(aside, { force: true });
  if (isOther) throw new LockHeld(moved);
}

function isStale(holder: ProcessIdentity, path: string, nowMs: number): boolean {
  const runs = isRunning(holder);
  if (runs !== undefined) return !runs;
  const touchedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return nowMs - touchedMs > STALE_SECONDS * 1000;
}

/** Undefined where there is none, and where the file is not what a lock's holder writes. */
function readHolder(path: string): LockHolder | undefined {
  try {
    const note: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(path, "utf8"));
    const identity = parseIdentity(note);
    return identity && { ...identity, note };
  } catch {
    return undefined;
  }
}
