// What is given at instantiation.

/** Runs a kernel of the tape at hand on a batch: StepKernels in src/engine/step-kernels.ts. */
export declare function runKernel(index: i32, order: usize, rows: i32, step: i32): void;
