import { setTimeout as pause } from "node:timers/promises";
import { isAlive, processesOf, signal } from "../io/processes.ts";

const POLL_MS = 20;
/** How long to go on killing: a process that waits for a disk cannot end. */
const MOST_KILLING_MS = 10_000;

/** A run's processes, by what they carry. */
export interface RunProcesses {
  readonly nonce: string;
  /** The first of them. */
  readonly leader: number | undefined;
}

/**
 * Ends all processes of a run. The first one is asked to end, and all that are there once it has gone; what is there after
 * the grace is killed, until none is left.
 * @returns how many are left all the same
 */
export async function reap({ nonce, leader }: RunProcesses, graceMs: number): Promise<number> {
  const find = () => processesOf(nonce, leader);
  const until = performance.now() + graceMs;
  const asked = new Set<number>();
  let found = find();
  while (found.length > 0 && performance.now() < until) {
    const leads = leader !== undefined && isAlive(leader) && (found.includes(leader) || found.includes(-leader));
    const due = (leads ? [leader] : found).filter((pid) => !asked.has(pid));
    signal(due, "SIGTERM");
    for (const pid of due) asked.add(pid);
    await pause(POLL_MS);
    found = find();
  }
  const end = performance.now() + MOST_KILLING_MS;
  while (found.length > 0 && performance.now() < end) {
    signal(found, "SIGKILL");
    await pause(POLL_MS);
    found = find();
  }
  return found.length;
}
