import { machine as bytes } from "#machine";
import type { LargeProduct } from "./large-products.ts";

/** What src/engine/kernels/machine.ts exports. Addresses and sizes are in bytes where they do not say otherwise. */
export interface Kernels {
  /** First byte that is free for data. */
  heapBase(): number;
  /** Runs steps [from, to) of a tape on batches of `rows` rows, which `order` lists one after another. */
  run(tape: number, order: number, rows: number, from: number, to: number): void;
  /** 1 if none of `floats` values is NaN or infinite, else 0. */
  allFinite(values: number, floats: number): number;
  /** eˣ of `floats` values, a multiple of 4. */
  expOf(source: number, target: number, floats: number): void;
}

const module = new WebAssembly.Module(bytes);

/** Steps of one call: V8 swaps in optimised code only between calls, so an epoch is cut up. */
const SLICE = 2000;

/** The kernels at work in that memory. @param multiply computes large matrix products in it */
export function instantiate(memory: WebAssembly.Memory, multiply: LargeProduct): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory }, "large-product": { multiply } });
  return exports as unknown as Kernels;
}

/** Runs `steps` batches of `batch` rows; the last is short where `order` holds fewer rows. */
export function runSteps(
  kernels: Kernels,
  pass: { readonly tape: number; readonly rows: number },
  order: { readonly offset: number; readonly rows: number },
  steps: number,
): void {
  const whole = Math.min(steps, Math.floor(order.rows / pass.rows));
  for (let from = 0; from < whole; from += SLICE) {
    const to = Math.min(from + SLICE, whole);
    kernels.run(pass.tape, order.offset + from * pass.rows * 4, pass.rows, from, to);
  }
  if (whole === steps) return;
  const done = whole * pass.rows;
  kernels.run(pass.tape, order.offset + done * 4, order.rows - done, whole, steps);
}
