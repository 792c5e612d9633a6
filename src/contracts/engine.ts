/** What computes the large matrix products of a run, beside our own kernels: part of the run's identity. */
export interface BlasEngine {
  /** OpenBLAS, MKL or Accelerate. */
  readonly library: string;
  readonly version: string;
  /** The family of kernels it took for this processor, as it names them itself. */
  readonly kernel: string;
}

/** What a run is computed by. */
export type Engine = "wasm" | BlasEngine;

/** What the words `auto` and `blas` stand for in a results folder. */
export interface Engines {
  readonly auto: Engine;
  /** Undefined where nothing asks for it. */
  readonly blas: BlasEngine | undefined;
}

export const ONLY_WASM: Engines = { auto: "wasm", blas: undefined };

/** What a run is computed by; undefined where it asks for a BLAS and none was looked for. */
export function engineOf(word: "auto" | "wasm" | "blas", { auto, blas }: Engines): Engine | undefined {
  switch (word) {
    case "auto":
      return auto;
    case "wasm":
      return "wasm";
    case "blas":
      return blas;
  }
}

/** As people read it, and the manifest says it. */
export function describeEngine(engine: Engine): string {
  return engine === "wasm" ? engine : `blas (${engine.library} ${engine.version}, ${engine.kernel} kernels)`;
}

export function isSameEngine(a: Engine, b: Engine): boolean {
  if (a === "wasm" || b === "wasm") return a === b;
  return a.library === b.library && a.version === b.version && a.kernel === b.kernel;
}
