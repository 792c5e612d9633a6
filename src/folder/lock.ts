import { join } from "node:path";
import { type Lock, LockHeld, lockHolder, takeLock } from "../io/lock-file.ts";
import type { ProcessIdentity } from "../io/process-identity.ts";

const FILE = "lock";

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
      `${folder}: another sweep is running here: process ${pid} on ${host}, since ${since}.\n` +
        "Wait for it, stop it, or write elsewhere with --output.",
    );
    this.name = "FolderInUse";
  }
}

/** Takes the lock of a folder: the right to write there. Throws FolderInUse, or a FileError. */
export function lockFolder(folder: string, inner: string, now: Date): Lock {
  try {
    return takeLock(join(inner, FILE), { since: now.toISOString() });
  } catch (error) {
    throw error instanceof LockHeld ? new FolderInUse(folder, error.holder) : error;
  }
}

/** Who writes to a folder now. */
export const holderOf = (inner: string) => lockHolder<Holder>(join(inner, FILE));
