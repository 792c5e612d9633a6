import { renameSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { codeOf, namingSync } from "./file-error.ts";

/** How a file is renamed, and on which system. */
interface RenameOn {
  readonly rename: (from: string, to: string) => void;
  readonly platform: NodeJS.Platform;
}

const HERE: RenameOn = { rename: renameSync, platform: process.platform };

/** Windows refuses to replace a file while another program has it open, if only to scan it for viruses. */
const BUSY_CODES = ["EPERM", "EACCES", "EBUSY"];
const RETRY_PAUSES_MS = [10, 20, 40, 80, 160];

/** Renames; false if the file is in use and it is worth trying again. */
function tryRename(from: string, to: string, { rename, platform }: RenameOn): boolean {
  try {
    rename(from, to);
    return true;
  } catch (error) {
    if (platform === "win32" && BUSY_CODES.includes(codeOf(error) ?? "")) return false;
    throw error;
  }
}

/** Gives a file its final name, in place of an earlier file. Rejects with a FileError. */
export async function replaceFile(from: string, to: string, on: RenameOn = HERE): Promise<void> {
  for (const pauseMs of RETRY_PAUSES_MS) {
    if (namingSync(to, () => tryRename(from, to, on))) return;
    await pause(pauseMs);
  }
  namingSync(to, () => on.rename(from, to));
}

/** The same, blocking the thread. Throws a FileError. */
export function replaceFileSync(from: string, to: string, on: RenameOn = HERE): void {
  for (const pauseMs of RETRY_PAUSES_MS) {
    if (namingSync(to, () => tryRename(from, to, on))) return;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
  }
  namingSync(to, () => on.rename(from, to));
}
