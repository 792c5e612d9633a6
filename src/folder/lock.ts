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
import { join } from "node:path";
import { makeFolder, namingSync } from "../io/file.ts";
import { isRunning, ownIdentity, type ProcessIdentity } from "../io/process-identity.ts";

const FILE = "lock";
/** A lock of another machine, whose processes cannot be seen, is stale when it was not touched for so long. */
const STALE_SECONDS = 60;

export interface Holder extends ProcessIdentity {
  /** For people: when it was taken. */
  readonly since: string;
}

/** Another process writes to the folder. */
export class FolderInUse extends Error {
  constructor(
    readonly folder: string,
    readonly holder: Holder,
  ) {
    const { pid, host, since } = holder;
    super(
      `${folder}: another sweep is writing here: process ${pid} on ${host}, since ${since}.\n` +
        "Wait for it, stop it, or write elsewhere with --output.",
    );
    this.name = "FolderInUse";
  }
}

/** The right to write to a results folder; it ends with the process, however that ends. */
export interface Lock {
  /** To be called every few seconds: tells other machines that the holder lives. */
  touch(now: Date): void;
  release(): void;
}

/** Takes the lock of a folder. Throws FolderInUse, or a FileError. */
export function lockFolder(folder: string, inner: string, now: Date): Lock {
  const path = join(inner, FILE);
  const own = `${path}.${randomBytes(4).toString("hex")}`;
  namingSync(inner, () => makeFolder(inner));
  return namingSync(path, () => {
    writeFileSync(own, JSON.stringify({ ...ownIdentity(), since: now.toISOString() } satisfies Holder));
    try {
      while (!tryLink(own, path)) setAside(folder, path, own);
    } finally {
      rmSync(own, { force: true });
    }
    return { touch: (at) => utimesSync(path, at, at), release: () => rmSync(path, { force: true }) };
  });
}

/** Who writes to a folder now. */
export function holderOf(inner: string): Holder | undefined {
  const path = join(inner, FILE);
  const holder = readHolder(path);
  return holder && !isStale(holder, path) ? holder : undefined;
}

/** A link, unlike a new file, has its content from the first moment on. */
function tryLink(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    // Some file systems have no links.
    if (!["EPERM", "ENOTSUP", "ENOSYS"].includes(codeOf(error))) throw error;
  }
  try {
    copyFileSync(own, path, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Removes a stale lock. Throws FolderInUse if it is not. */
function setAside(folder: string, path: string, own: string): void {
  const holder = readHolder(path);
  if (holder !== undefined && !isStale(holder, path, own)) throw new FolderInUse(folder, holder);
  const aside = `${own}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  // Another process may have taken over in between: then this is its lock, which gets its place back.
  const moved = readHolder(aside);
  const isOther = moved !== undefined && !isStale(moved, aside, own);
  if (isOther) tryLink(aside, path);
  rmSync(aside, { force: true });
  if (isOther) throw new FolderInUse(folder, moved);
}

/** @param fresh a file just written: its time is the file system's now, which another machine's clock may not be */
function isStale(holder: Holder, path: string, fresh?: string): boolean {
  if (holder.host === ownIdentity().host) return !isRunning(holder);
  if (fresh === undefined) return false;
  const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return statSync(fresh).mtimeMs - touched > STALE_SECONDS * 1000;
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
