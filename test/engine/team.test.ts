import { readFileSync } from "node:fs";
import { assert } from "chai";
import { executorFor, type KernelExecutor } from "../../src/engine/executors.ts";
import { Machine } from "../../src/engine/machine.ts";
import { interpret, interpretTogether } from "../../src/kernels/interpret.ts";
import type { Program } from "../../src/kernels/language/instructions.ts";
import { parts } from "../../src/parts.ts";
import { lacks } from "../needs.ts";
import { CHECKSUMS, checksums } from "./checksums.ts";

const golden: Readonly<Record<string, string>> = JSON.parse(readFileSync(CHECKSUMS, "utf8"));

/** Models whose operations threads divide in every way there is, quick enough to be interpreted. */
const DIVIDED = ["mlp", "transformer", "dropout", "AdamW"];

/** Interprets kernels, and those of teams thread by thread in an order of its own. */
const interpreter = (order: (programs: readonly Program[]) => readonly Program[]): KernelExecutor => ({
  name: "WebAssembly",
  tile: { sums: 2, vectors: 1, rows: 2 },
  load: (program) => (memory) => () => interpret(program, memory.buffer),
  team: {
    ready: (wanted) => wanted,
    load: (programs) => (memory) => () => interpretTogether(order(programs), memory.buffer),
  },
});

describe("A run by several threads", function () {
  this.timeout(120_000);

  for (const [threads, order] of [
    [2, "first"],
    [3, "last"],
  ] as const)
    it(`has the same bits with ${threads} of them, the ${order} thread being the quickest between any two barriers`, () => {
      const executor = interpreter((programs) => (order === "first" ? programs : programs.toReversed()));
      const policy = { threads: () => threads };
      assert.deepEqual(
        checksums(() => new Machine(parts, policy, () => executor), DIVIDED, 1),
        checksums(() => new Machine(parts), DIVIDED, 1),
      );
    });

  it("has the same bits in machine code, from when its threads are there", function () {
    const { team } = executorFor("auto");
    if (!team) return lacks(this, "machine code for threads, on Linux");
    const deadline = performance.now() + 20_000;
    while (team.ready(3) < 3) {
      if (performance.now() > deadline) assert.fail("the threads did not start");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
    assert.deepEqual(
      checksums(() => new Machine(parts, { threads: () => 3 })),
      golden,
    );
  });
});
