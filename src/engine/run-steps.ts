import type { LoweredTape } from "./lower.ts";
import type { Workspace } from "./workspace.ts";

/** Steps of one call: V8 swaps in optimised code only between calls, so an epoch is cut up. */
const SLICE = 2000;

/** Runs `steps` batches of `batch` rows; the last is short where `order` holds fewer rows. */
export function runSteps(
  { kernels, stepKernels }: Pick<Workspace, "kernels" | "stepKernels">,
  pass: { readonly tape: number; readonly rows: number; readonly lowered?: LoweredTape },
  order: { readonly offset: number; readonly rows: number },
  steps: number,
): void {
  const { whole: kernel, kernels: parts = [] } = pass.lowered ?? {};
  stepKernels.enter(parts);
  const run = (done: number, rows: number, from: number, to: number) => {
    const offset = order.offset + done * 4;
    if (kernel) stepKernels.runSteps(kernel, offset, rows, { from, to });
    else kernels.run(pass.tape, offset, rows, from, to);
  };
  const whole = pass.rows === 0 ? steps : Math.min(steps, Math.floor(order.rows / pass.rows));
  for (let from = 0; from < whole; from += SLICE) run(from * pass.rows, pass.rows, from, Math.min(from + SLICE, whole));
  const done = whole * pass.rows;
  if (whole < steps) run(done, order.rows - done, whole, steps);
}
