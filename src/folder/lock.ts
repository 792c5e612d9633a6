import { join } from "node:path";
import { type Lock, LockHeld, type LockHolder, lockHolder, takeLock } from "../io/lock-file.ts";
import { isRunning, type ProcessIdentity } from "../io/process-identity.ts";
import { signal } from "../io/processes.ts";

const FILE = "lock";

export interface Holder extends Pick<ProcessIdentity, "pid" | "host"> {
  /** For people: when it was taken. */
  readonly since: string;
}

const holderIn = ({ pid, host, note: { since } }: LockHolder): Holder => ({
  pid,
  host,
  since: typeof since === "string" ? since : "a time that it does not tell",
});

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
    throw error instanceof LockHeld ? new FolderInUse(folder, holderIn(error.holder)) : error;
  }
}

/** Who writes to a folder now. */
export function holderOf(inner: string, now: Date): Holder | undefined {
  const holder = lockHolder(join(inner, FILE), now);
  return holder && holderIn(holder);
}

/** Interrupts whoever writes to a folder, as Ctrl-C does. False where nobody does, or not on this machine. */
export function interruptHolder(inner: string, now: Date): boolean {
  const holder = lockHolder(join(inner, FILE), now);
  if (holder === undefined || isRunning(holder) !== true) return false;
  signal([holder.pid], "SIGINT");
  return true;
}
