/** The result of comparing a variant with its baseline. */
export type Verdict =
  | "better"
  | "worse"
  /** It diverged at more seeds, or at fewer, than its baseline. Figures of the other seeds decide nothing then. */
  | "diverges more often"
  | "diverges less often"
  /** Shown to differ by less than the margin. */
  | "equivalent"
  /** Neither a difference nor equivalence is shown. There may be a difference that is too small for this number of seeds. */
  | "not distinguishable"
  /** The same figure at every seed. */
  | "identical"
  /** A baseline of others. */
  | "baseline"
  /** No test is possible: there is no baseline, or both finished at fewer than two seeds. */
  | "untested";

export const VERDICTS: readonly Verdict[] = [
  "better",
  "worse",
  "diverges more often",
  "diverges less often",
  "equivalent",
  "not distinguishable",
  "identical",
  "baseline",
  "untested",
];
