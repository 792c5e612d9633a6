import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";

/** Runs `work` with a file system of so many bytes at a path; returns false where mounting is not allowed. */
export async function onSmallDisk(path: string, size: number, work: () => Promise<void>): Promise<boolean> {
  mkdirSync(path, { recursive: true });
  if (!succeeds("mount", "-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path)) return false;
  return finallyUnmount(path, work);
}

/** Runs `work` while a folder cannot be written to, not even by root; returns false where mounting is not allowed. */
export async function whileReadOnly(path: string, work: () => Promise<void>): Promise<boolean> {
  if (!succeeds("mount", "--bind", path, path)) return false;
  if (!succeeds("mount", "-o", "remount,ro,bind", path)) return finallyUnmount(path, async () => undefined, false);
  return finallyUnmount(path, work);
}

async function finallyUnmount(path: string, work: () => Promise<void>, answer = true): Promise<boolean> {
  try {
    await work();
  } finally {
    spawnSync("umount", [path]);
  }
  return answer;
}

export function succeeds(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args).status === 0;
}
