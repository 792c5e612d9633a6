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
import { isRunning, ownIdentity, type ProcessIdentity } from "./process-identity.ts";

/**
 * A lock whose process cannot be looked up, such as one of another machine, is stale when it was not touched for so long.
 */
const STALE_SECONDS = 60;

/** Another process has the lock. */
export class LockHeld<Content extends ProcessIdentity> extends Error {
  constructor(readonly holder: Content) {
    super("another process has the lock");
  }
}

/** A lock that this process has; it ends with the process, however that ends. */
export interface Lock {
  /** To be called every few seconds: tells other machines that the holder lives. */
  touch(now: Date): void;
  release(): void;
}

/**
 * Takes a lock, in a folder that is made if need be. Throws LockHeld, or a FileError.
 * @param note what others are shown besides the holder's process
 */
export function takeLock<Note extends object>(path: string, note: Note): Lock {
  makeFolder(dirname(path));
  const own = `${path}.${randomBytes(4).toString("hex")}`;
  return namingSync(path, () => {
    writeFileSync(own, JSON.stringify({ ...ownIdentity(), ...note }));
    try {
      while (!tryLink(own, path)) setAside(path, own);
    } finally {
      rmSync(own, { force: true });
    }
    return { touch: (at) => utimesSync(path, at, at), release: () => rmSync(path, { force: true }) };
  });
}

/** Who has the lock now. */
export function lockHolder<Content extends ProcessIdentity>(path: string): Content | undefined {
  const holder = readHolder<Content>(path);
  return holder && !isStale(holder, path) ? holder : undefined;
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

/** @param nowMs undefined where the file system's time is not known: then only a process of this machine can be gone */
function isStale(holder: ProcessIdentity, path: string, nowMs?: number): boolean {
  const runs = holder.host === ownIdentity().host ? isRunning(holder) : undefined;
  if (runs !== undefined) return !runs;
  if (nowMs === undefined) return false;
  const touchedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return nowMs - touchedMs > STALE_SECONDS * 1000;
}

function readHolder<Content extends ProcessIdentity>(path: string): Content | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
