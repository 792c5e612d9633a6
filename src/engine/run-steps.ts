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
  stepKernels.enter(pass.lowered?.kernels ?? []);
  const whole = Math.min(steps, Math.floor(order.rows / pass.rows));
  for (let from = 0; from < whole; from += SLICE) {
    const to = Math.min(from + SLICE, whole);
    kernels.run(pass.tape, order.offset + from * pass.rows * 4, pass.rows, from, to);
  }
  if (whole === steps) return;
  const done = whole * pass.rows;
  kernels.run(pass.tape, order.offset + done * 4, order.rows - done, whole, steps);
}
