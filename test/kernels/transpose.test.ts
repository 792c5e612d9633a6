import { assert } from "chai";
import { fixed } from "../../src/kernels/language/kernel.ts";
import { transpose } from "../../src/kernels/products/transpose.ts";
import { Arena, at, range } from "./arena.ts";

describe("Transposes", () => {
  for (const [rows, columns] of [
    [5, 7],
    [16, 16],
    [3, 20],
    [20, 2],
    [19, 18],
    [4, 33],
    [33, 4],
  ] as const)
    it(`of ${rows} rows and ${columns} columns, and nothing else changes`, () => {
      const arena = new Arena();
      const [sourceStep, targetStep] = [columns + 3, rows + 2];
      const shape = { rows, columns, sourceStep: 4 * sourceStep, targetStep: 4 * targetStep };
      const from = (array: number) => (offset: number) => fixed(at(array) + offset);
      const after = arena.after((kernel) => transpose(kernel, from(0), from(2), shape));
      const [source, before] = [arena.of(0, 1024), arena.of(2, 1024)];
      const expected = range(1024).map((place) => {
        const [column, row] = [Math.floor(place / targetStep), place % targetStep];
        return row < rows && column < columns ? source[row * sourceStep + column] : before[place];
      });
      assert.deepEqual(after.of(2, 1024), expected);
    });
});
