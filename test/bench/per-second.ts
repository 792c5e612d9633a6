/** Seconds of a measurement, at least. */
const LONG_ENOUGH = 0.4;

/** How often a second: once to warm up, then as often as takes long enough. */
export function perSecond(run: (repetition: number) => void): number {
  run(0);
  const started = performance.now();
  for (let done = 1; ; done++) {
    run(done);
    const seconds = (performance.now() - started) / 1000;
    if (seconds > LONG_ENOUGH) return done / seconds;
  }
}
