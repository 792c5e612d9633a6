/** Where a run's rows come from, as far as it decides what figures are a sample of. */
export interface Sampling {
  /** Whether `data.seed` draws the rows themselves, and not just which rows of a file are held out. */
  readonly isDrawn: boolean;
  /** `data.seed`; undefined where it draws nothing. */
  readonly seed: number | "per seed" | undefined;
  /** Rows held out over rows trained on, by their shares. */
  readonly ratio: number;
}
