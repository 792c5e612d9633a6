import { assert } from "chai";
import fc from "fast-check";
import { fixed, Kernel } from "../../src/kernels/language/kernel.ts";
import { multiply, type ProductShape, type Tile } from "../../src/kernels/products/product.ts";
import { AVX2, AVX512 } from "../../src/kernels/x64/emit.ts";
import { findHomes } from "../../src/kernels/x64/homes.ts";
import { EXECUTORS, runInterpreter } from "./executors.ts";

/** In words: where A, B, the bias and C are. */
const [A, B, BIAS, C, END] = [16, 1040, 2064, 2128, 3200];
const TILES: readonly Tile[] = [
  { sums: 2, vectors: 1, rows: 2 },
  { sums: 6, vectors: 1, rows: 6 },
  { sums: 24, vectors: 4, rows: 12 },
];

type Shape = ProductShape & { readonly hasBias: boolean };

function product(shape: Shape, tile: Tile) {
  const kernel = new Kernel("product");
  const at = (word: number) => (offset: number) => fixed(4 * word + offset);
  multiply(kernel, shape, tile, { a: at(A), b: at(B), c: at(C), bias: shape.hasBias ? at(BIAS) : undefined });
  return kernel.program;
}

const shapes = fc
  .record({
    rows: fc.integer({ min: 1, max: 15 }),
    depth: fc.integer({ min: 1, max: 15 }),
    vectors: fc.integer({ min: 1, max: 16 }),
    isTransposed: fc.boolean(),
    hasBias: fc.boolean(),
  })
  .map(({ rows, depth, vectors, isTransposed, hasBias }): Shape => {
    const columns = 4 * vectors;
    const [aRow, aColumn] = isTransposed ? [4, 4 * rows] : [4 * depth, 4];
    return { rows, depth, columns, aRow, aColumn, bStep: 4 * columns, cStep: 4 * columns, hasBias };
  });

function arenaOf(values: readonly number[]): Uint8Array {
  const arena = new Uint8Array(4 * END);
  const floats = new Float32Array(arena.buffer);
  for (let word = A; word < END; word++) floats[word] = values[word % values.length] ?? 0;
  return arena;
}

/** C in doubles. */
function expected({ rows, depth, columns, aRow, aColumn, hasBias }: Shape, floats: Float32Array): number[] {
  const at = (word: number) => floats[word] ?? Number.NaN;
  return Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    let sum = hasBias ? at(BIAS + column) : 0;
    for (let k = 0; k < depth; k++) sum += at(A + (row * aRow + k * aColumn) / 4) * at(B + k * columns + column);
    return sum;
  });
}

const random = fc.tuple(shapes, fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 11, maxLength: 97 }));

describe("Matrix products", () => {
  it("are those of doubles but for rounding, with every tile", () => {
    fc.assert(
      fc.property(random, fc.constantFrom(...TILES), ([shape, values], tile) => {
        const arena = arenaOf(values);
        const after = new Float32Array(runInterpreter(product(shape, tile), arena).buffer);
        for (const [index, value] of expected(shape, new Float32Array(arena.buffer)).entries())
          assert.closeTo(after[C + index] ?? Number.NaN, value, 1e-3);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it("have the same bits by every executor, each with its own tile, and change nothing but C", () => {
    fc.assert(
      fc.property(random, ([shape, values]) => {
        const arena = arenaOf(values);
        const [, ...tiles] = TILES;
        const wanted = runInterpreter(product(shape, TILES[0] as Tile), arena);
        assert.deepEqual(wanted.slice(0, 4 * C), arena.slice(0, 4 * C));
        for (const execute of Object.values(EXECUTORS))
          for (const tile of execute ? tiles : []) assert.deepEqual(execute?.(product(shape, tile), arena), wanted);
      }),
      { numRuns: 40, seed: 2 },
    );
  });

  it("keep a tile in registers: machine code of them has no stack", () => {
    const steps = { aRow: 36, aColumn: 4, bStep: 256, cStep: 256 };
    const shape = { rows: 24, depth: 9, columns: 64, ...steps, hasBias: true };
    const [, avx2, avx512] = TILES;
    assert.strictEqual(findHomes(product(shape, avx2 as Tile), AVX2).stackBytes, 0);
    assert.strictEqual(findHomes(product(shape, avx512 as Tile), AVX512).stackBytes, 0);
  });
});
