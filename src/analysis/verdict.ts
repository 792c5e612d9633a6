/** What follows from a verdict. */
interface VerdictFacts {
  /** How one comparison that came out so reads, and how several do. Absent: no comparison was made. */
  readonly told?: readonly [one: string, several: string];
  /** Whom it speaks for; absent where for neither. */
  readonly favours?: "variant" | "baseline";
  /** More seeds may change it. */
  readonly isOpen?: true;
}

/** The results of comparing a variant with its baseline, in the order in which they are told. */
const FACTS = {
  better: { told: ["is better", "are better"], favours: "variant" },
  // It diverged at fewer seeds, or at more, than its baseline. Figures of the other seeds decide nothing then.
  "diverges less often": { told: ["diverges less often", "diverge less often"], favours: "variant" },
  worse: { told: ["is worse", "are worse"], favours: "baseline" },
  "diverges more often": { told: ["diverges more often", "diverge more often"], favours: "baseline" },
  // Shown to differ by less than the margin.
  equivalent: { told: ["is equivalent", "are equivalent"] },
  // The same figure at every seed.
  identical: { told: ["is identical", "are identical"] },
  // Neither a difference nor equivalence is shown. There may be a difference that is too small for this number of seeds.
  "not distinguishable": {
    told: ["cannot be told apart with so few units", "cannot be told apart with so few units"],
    isOpen: true,
  },
  // A baseline of others.
  baseline: {},
  // No test is possible: there is no baseline, or both finished at fewer than two seeds.
  untested: { isOpen: true },
} as const satisfies Readonly<Record<string, VerdictFacts>>;

/** The result of comparing a variant with its baseline. */
export type Verdict = keyof typeof FACTS;

export const VERDICTS = Object.keys(FACTS) as readonly Verdict[];

export const verdictFacts = (verdict: Verdict): VerdictFacts => FACTS[verdict];

/** Verdicts that speak for a variant. */
export const PRAISE: readonly Verdict[] = VERDICTS.filter((verdict) => verdictFacts(verdict).favours === "variant");

/** Verdicts of comparisons that were made. */
export const TOLD: readonly Verdict[] = VERDICTS.filter((verdict) => verdictFacts(verdict).told !== undefined);
