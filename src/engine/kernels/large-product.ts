// What is given at instantiation.

/** A product by src/kernels/products: type LargeProduct in src/engine/large-products.ts. */
export declare function multiply(
  rows: i32,
  depth: i32,
  bytes: i32,
  aRow: i32,
  aColumn: i32,
  hasBias: i32,
  operands: usize,
): void;
