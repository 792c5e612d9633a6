import { setFlagsFromString } from "node:v8";

/** From so many runs memory counts more than the tenth of the time that it costs to collect garbage more often. */
const MANY = 250_000;
/** Percent by which this process's heaps grow before V8 collects; by itself it lets garbage come to several times what lives. */
const GROWTH = 40;

/** Before a sweep of so many runs. A million of them peak at some 400 MB, and without this at nearly 600. */
export function boundGarbage(runs: number): void {
  if (runs >= MANY) setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
}
