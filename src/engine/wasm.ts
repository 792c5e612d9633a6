import { machine as bytes } from "#machine";
import type { StepKernels } from "./step-kernels.ts";

/** What src/engine/kernels/machine.ts exports. Addresses and sizes are in bytes where they do not say otherwise. */
export interface Kernels {
  /** First byte that is free for data. */
  heapBase(): number;
  /** Runs steps [from, to) of a tape on batches of `rows` rows, which `order` lists one after another. */
  run(tape: number, order: number, rows: number, from: number, to: number): void;
  /** 1 if none of `floats` values is NaN or infinite, else 0. */
  allFinite(values: number, floats: number): number;
}

const module = new WebAssembly.Module(bytes);

/** What AssemblyScript's kernels call. */
export interface Imports {
  /** Runs a kernel of the tape at hand. */
  readonly runKernel: StepKernels["run"];
}

/** The kernels at work in that memory. */
export function instantiate(memory: WebAssembly.Memory, { runKernel }: Imports): Kernels {
  const imports = { env: { memory }, "step-kernel": { runKernel } };
  const { exports } = new WebAssembly.Instance(module, imports);
  return exports as unknown as Kernels;
}
