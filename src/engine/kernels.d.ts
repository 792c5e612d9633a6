/** The compiled kernels; dist/kernels.js is written by src/build.mjs. */
declare module "#kernels" {
  export const machine: Uint8Array<ArrayBuffer>;
  export const math: Uint8Array<ArrayBuffer>;
}
