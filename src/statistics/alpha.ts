/** Significance level: a difference is claimed if the corrected p is below it. */
export const ALPHA = 0.05;
