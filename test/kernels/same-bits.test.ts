import { assert } from "chai";
import fc from "fast-check";
import { fixed, Kernel } from "../../src/kernels/language/kernel.ts";
import { EXECUTORS, runInterpreter } from "./executors.ts";
import { arenaFrom, randomArena, randomProgram } from "./random-program.ts";

/** Words as they are; every NaN as one and the same. */
function wordsOf(arena: Uint8Array): Uint32Array {
  const words = new Uint32Array(arena.buffer.slice(0));
  new Float32Array(words.buffer).forEach((value, index) => {
    if (Number.isNaN(value)) words[index] = 0x7fc00000;
  });
  return words;
}

for (const [name, execute] of Object.entries(EXECUTORS)) {
  if (!execute) {
    // Processors differ, on CI too. This is the one thing that may be left out there.
    console.log(`Kernels are not tried by ${name}: this processor or system has none.`);
    continue;
  }
  describe(`Kernels by ${name}`, function () {
    this.timeout(20_000);

    it("have the interpreter's bits: random operations in random loops, tails, NaN, infinities, denormals", () => {
      fc.assert(
        fc.property(randomProgram, randomArena, (program, arena) => {
          assert.deepEqual(wordsOf(execute(program, arena)), wordsOf(runInterpreter(program, arena)));
        }),
        { numRuns: 150, seed: 7 },
      );
    });

    it("may hold more vectors than the processor has registers", () => {
      const kernel = new Kernel("many");
      const sums = Array.from({ length: 40 }, (_, index) => kernel.variable(kernel.load(fixed(4 * index))));
      const [factor = kernel.float(0)] = sums;
      kernel.repeat(3, () => {
        for (const [index, sum] of sums.entries()) kernel.accumulate(sum, sums[(index * 7) % 40] ?? sum, factor);
      });
      for (const [index, sum] of sums.entries()) kernel.store(fixed(4096 + 64 * index), sum);
      const arena = arenaFrom([0.5, -0.25, 1.5], [1]);
      assert.deepEqual(wordsOf(execute(kernel.program, arena)), wordsOf(runInterpreter(kernel.program, arena)));
    });

    it("touch no memory beside what they are told to: the last float of the arena is read and written alone", () => {
      const kernel = new Kernel("edge");
      const last = fixed(8188);
      kernel.store(last, kernel.add(kernel.load(last, 16, 1), kernel.splat(last)), 1);
      const arena = arenaFrom([2], [1]);
      new DataView(arena.buffer).setFloat32(8188, 21, true);
      assert.equal(new DataView(execute(kernel.program, arena).buffer).getFloat32(8188, true), 42);
    });
  });
}
