// What is given at instantiation.

/** Products by a BLAS: type Multiply in src/engine/blas.ts. */
export declare function multiply(
  transposed: i32,
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  aStep: i32,
  b: usize,
  bStep: i32,
  adds: i32,
  c: usize,
  cStep: i32,
): void;
