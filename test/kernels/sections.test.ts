import { assert } from "chai";
import { fixed, Kernel } from "../../src/kernels/language/kernel.ts";
import { sectionsOf } from "../../src/kernels/wasm/sections.ts";
import { Arena, at, range } from "./arena.ts";

/** Three parts of some 250 instructions in a loop. @param isShared whether all of them use what the first has made */
function record(kernel: Kernel, isShared: boolean): void {
  kernel.repeat(2, () => {
    const shared = isShared ? kernel.splat(fixed(at(4))) : undefined;
    for (const part of range(3)) {
      const from = kernel.pointer(fixed(at(part)));
      kernel.repeat(3, () => {
        for (const index of range(80)) {
          const value = kernel.load(from.at(4 * index));
          kernel.store(from.at(4 * index + 16), kernel.multiply(value, shared ?? kernel.float(0.5)), 1 + (index % 16));
        }
        kernel.advance(from, 64);
      });
    }
  });
}

describe("WebAssembly kernels in functions", () => {
  it("are cut where nothing lives across, and do the same", () => {
    const kernel = new Kernel("parts");
    record(kernel, false);
    const { code } = kernel.program;
    const sections = sectionsOf(kernel.program);
    assert.lengthOf(sections, 3);
    assert.deepEqual([sections[0]?.from, sections.at(-1)?.to], [1, code.length - 1]);
    for (const [index, { from }] of sections.entries()) if (index > 0) assert.equal(sections[index - 1]?.to, from);
    new Arena().after((one) => record(one, false));
  });

  it("stay whole where a vector lives across", () => {
    const kernel = new Kernel("whole");
    record(kernel, true);
    assert.isEmpty(sectionsOf(kernel.program));
    new Arena().after((one) => record(one, true));
  });
});
