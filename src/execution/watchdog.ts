import { NOT_BEGUN } from "./protocol.ts";

/** Milliseconds between two looks. */
const PAUSE = 100;
/** Seconds beyond its time in which a run can end itself, between two epochs. */
const GRACE = 1;

/**
 * Calls `onOverrun` once a run takes longer than its time and does not end itself. Returns what stops the watch.
 * @param current see Chunk
 */
export function watchRuns(current: Int32Array, timeout: number, onOverrun: () => void): () => void {
  let watched = NOT_BEGUN;
  let since = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    const run = Atomics.load(current, 0);
    if (run !== watched || run === NOT_BEGUN) {
      watched = run;
      since = now;
    } else if (now - since > (timeout + GRACE) * 1000) onOverrun();
  }, PAUSE);
  return () => clearInterval(timer);
}
