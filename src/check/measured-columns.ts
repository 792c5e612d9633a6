import { metricColumns } from "../contracts/metric.ts";
import type { OpenedData } from "./pieces.ts";

/** What our own engine measures of all points checked so far. */
export class MeasuredColumns {
  readonly #metrics = new Set<string>();
  readonly #findings = new Set<string>();
  #validates = true;
  #hasTests = false;

  addData({ shape, findings = [] }: OpenedData): void {
    if (shape.validation === 0) this.#validates = false;
    if ((shape.test ?? 0) > 0) this.#hasTests = true;
    for (const finding of findings) this.#findings.add(finding);
  }

  addMetrics(names: readonly string[]): void {
    for (const name of names) this.#metrics.add(name);
  }

  /** Whether every point holds rows out. */
  get validates(): boolean {
    return this.#validates;
  }

  get metrics(): readonly string[] {
    return metricColumns([...this.#metrics]);
  }

  /** Those of test rows; none where no point has such rows. */
  get tests(): readonly string[] {
    return this.#hasTests ? ["test_loss", ...[...this.#metrics].map((name) => `test_${name}`)] : [];
  }

  /** What was detected in the data. */
  get findings(): readonly string[] {
    return [...this.#findings];
  }
}
