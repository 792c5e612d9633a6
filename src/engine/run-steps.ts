import type { Lowered } from "./lower.ts";
import type { Workspace } from "./workspace.ts";

/** Steps of one call: V8 swaps in optimised code only between calls, so an epoch is cut up. */
const SLICE = 2000;

/** Runs `steps` batches of `batch` rows; the last is short where `order` holds fewer rows. */
export function runSteps(
  { stepKernels }: Pick<Workspace, "stepKernels">,
  pass: { readonly rows: number; readonly lowered: Lowered },
  order: { readonly offset: number; readonly rows: number },
  steps: number,
): void {
  const run = (done: number, rows: number, from: number, to: number) =>
    stepKernels.runSteps(pass.lowered, order.offset + done * 4, rows, { from, to });
  const whole = pass.rows === 0 ? steps : Math.min(steps, Math.floor(order.rows / pass.rows));
  for (let from = 0; from < whole; from += SLICE) run(from * pass.rows, pass.rows, from, Math.min(from + SLICE, whole));
  const done = whole * pass.rows;
  if (whole < steps) run(done, order.rows - done, whole, steps);
}
