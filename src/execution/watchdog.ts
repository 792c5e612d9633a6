import { NOT_BEGUN } from "./protocol.ts";

const CHECK_PAUSE_MS = 100;
/** Grace period after a timeout, because a run can only end by itself between two epochs. */
const GRACE_SECONDS = 1;

/**
 * Calls `onOverrun` when a run exceeds its timeout and does not end itself. Returns a function that stops the watch.
 * @param current the shared int32 of the chunk
 * @param timeout in seconds
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
    } else if (now - since > (timeout + GRACE_SECONDS) * 1000) onOverrun();
  }, CHECK_PAUSE_MS);
  return () => clearInterval(timer);
}
