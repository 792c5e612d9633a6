import { log } from "../numbers/math.ts";
import type { RangeTest } from "../training/range-test.ts";
import { FEWEST_STEPS, type Suggestions } from "../training/suggest-rate.ts";

/** What was asked of a range test. */
interface AskedRange {
  readonly minLr: number;
  readonly maxLr: number;
  readonly steps: number;
}

/** What a range test found, and which rates it suggests. */
export function rangeWords(
  { rows, diverged }: RangeTest,
  { steep, minimum }: Suggestions,
  { minLr, maxLr, steps }: AskedRange,
): string {
  const last = rows.at(-1);
  const lines = [
    diverged
      ? `The rate rose from ${short(minLr)}; at ${short(last?.lr ?? 0)} (step ${last?.step}) the loss diverged.`
      : `The rate rose from ${short(minLr)} to ${short(maxLr)} in ${rows.length} steps; the loss did not diverge.`,
  ];
  if (steep === undefined && minimum === undefined)
    lines.push(`There are too few steps to suggest a rate. ${wayTo(last?.lr ?? maxLr, { minLr, maxLr, steps })}`);
  if (steep !== undefined)
    lines.push(`Steepest descent of the smoothed loss (Lightning's suggestion, fastai's steep): ${short(steep)}`);
  if (minimum !== undefined)
    lines.push(`A tenth of the rate where it is lowest (fastai's minimum):                      ${short(minimum)}`);
  return lines.join("\n");
}

/** Options that leave enough steps before the rate at which the loss ran away. */
function wayTo(end: number, { minLr, maxLr, steps }: AskedRange): string {
  if (steps < ENOUGH_STEPS) return `Take more: --steps ${ENOUGH_STEPS}.`;
  let lower = minLr;
  const stepsBefore = () => (steps * log(end / lower)) / log(maxLr / lower);
  while (stepsBefore() < 2 * FEWEST_STEPS && lower > LOWEST_RATE) lower /= 10;
  return `Start from a lower rate: --min-lr ${short(lower)}.`;
}

/** With these the range is passed slowly enough. */
const ENOUGH_STEPS = 100;

const LOWEST_RATE = 1e-15;

const short = (lr: number) => String(Number(lr.toPrecision(3)));
