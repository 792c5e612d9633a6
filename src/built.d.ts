// What src/build.mjs writes into dist/ for the modules to import.

/** The compiled kernels. */
declare module "#kernels" {
  export const machine: Uint8Array<ArrayBuffer>;
  export const math: Uint8Array<ArrayBuffer>;
}

declare module "#version" {
  export const version: string;
  /** Digest of all sources. */
  export const build: string;
}
