import { assert } from "chai";
import { memoryKey } from "../../src/check/memory-limit.ts";
import type { Json, PartConfig } from "../../src/contracts/config.ts";
import { footprintOf } from "../../src/engine/footprint.ts";
import { bytesOf, formatBytes } from "../../src/experiment/memory.ts";
import * as optimizers from "../../src/optimizers/index.ts";
import { parts } from "../../src/parts.ts";
import { complete, configure } from "../configuration.ts";
import { errorsOf, planOf } from "../plan-of.ts";

const TEXT = `data: {type: linear, features: 1000, samples: 5000}
model: [{type: Linear, out_features: 2000}, ReLU, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: Adam
training: {epochs: 1, batch_size: 256}
`;

const load = (text: string, measure = footprintOf) => errorsOf(text, { file: "wide.yaml", measure });

describe("Memory", () => {
  it("is refused beyond training.max_memory, at its line, with what takes it", () => {
    const text = TEXT.replace("256}", "256, max_memory: 48 MiB}");
    assert.strictEqual(
      load(text),
      `wide.yaml:5:52: error: training.max_memory is 48 MiB, but the model and its data need 61.5 MiB (data 19.2 MiB, parameters and gradients 15.3 MiB, optimizer 15.3 MiB, batches 11.8 MiB)
    5 | training: {epochs: 1, batch_size: 256, max_memory: 48 MiB}
      |                                                    ^ fewer rows of data`,
    );
  });

  it("is a number of MiB, or a text with its unit", () => {
    assert.deepEqual([64, "64 MiB", "0.5GiB", "3 KiB"].map(bytesOf), [64 << 20, 64 << 20, 512 << 20, 3072]);
    assert.deepEqual([1000, 5 << 20, 3.25 * 2 ** 30, 345.2 * 2 ** 20].map(formatBytes), [
      "1 KiB",
      "5 MiB",
      "3.3 GiB",
      "346 MiB",
    ]);
    assert.match(
      load(TEXT.replace("256}", "256, max_memory: 64 MB}")),
      /^wide.yaml:5:52: error: training.max_memory must be/,
    );
    assert.match(
      load(TEXT.replace("256}", "256, max_memory: 0}")),
      /^wide.yaml:5:52: error: training.max_memory must be/,
    );
    assert.strictEqual(load(TEXT.replace("256}", "256, max_memory: 2 GiB}")), "no error");
  });

  it("is at most WebAssembly's: a model beyond is told at once, and nothing allocated", () => {
    const text = TEXT.replace("2000}", "3000000}");
    const before = process.memoryUsage.rss();
    assert.strictEqual(
      load(text),
      `wide.yaml:2:8: error: model: the model and its data need 59.1 GiB (data 19.2 MiB, parameters and gradients 22.4 GiB, optimizer 22.4 GiB, batches 14.3 GiB), more than WebAssembly's 4 GiB
    2 | model: [{type: Linear, out_features: 3000000}, ReLU, {type: Linear, out_features: 1}]
      |        ^ a smaller model, or an optimizer that remembers less`,
    );
    assert.isBelow(process.memoryUsage.rss() - before, 1 << 30);
  });

  it("is worked out once for runs of one shape, and named with the grid's values where one is too large", () => {
    let measured = 0;
    const measure: typeof footprintOf = (...run) => {
      measured++;
      return footprintOf(...run);
    };
    const grid = `${TEXT}grid:\n  optimizer.lr: {geomspace: [1.0e-4, 1, 500]}\n  training.batch_size: [16, 32]\n`;
    assert.strictEqual(load(grid, measure), "no error");
    assert.strictEqual(measured, 2);
    const wide = `${TEXT.replace("256}", "8, max_memory: 100}")}grid: {model.0.out_features: [10, 8000]}\n`;
    assert.match(
      load(wide),
      /^wide.yaml:5:50: error: .*\n.*\n.*a smaller model.*\n.*with grid.model.0.out_features\[1\]/,
    );
  });

  it("has no say in what a run is", () => {
    const idOf = (text: string) => planOf(text).runId(0, 0);
    assert.strictEqual(idOf(TEXT.replace("256}", "256, max_memory: 2 GiB}")), idOf(TEXT));
  });
});

describe("What of an optimizer decides its memory", () => {
  /** Twice as large, unless that is no longer allowed. */
  function doubled(type: string, name: string, value: Json): Json {
    const part = (
      optimizers as unknown as Record<
        string,
        { params: { properties: Record<string, { maximum?: number; exclusiveMaximum?: number }> } }
      >
    )[type];
    const { maximum = Infinity, exclusiveMaximum = Infinity } = part?.params.properties[name] ?? {};
    if (typeof value !== "number" || value * 2 > maximum || value * 2 >= exclusiveMaximum) return value;
    return value * 2;
  }

  for (const type of Object.keys(optimizers)) {
    it(`of ${type} is not how large its numbers are`, () => {
      const inner = type === "Lookahead" ? { optimizer: { type: "Adam" } } : {};
      const rest = type === "Muon" ? { rest: complete("optimizers", { type: "SGD" }) } : {};
      const optimizer = complete("optimizers", { type, ...inner, ...rest });
      const other = Object.fromEntries(
        Object.entries(optimizer).map(([name, value]) => [name, doubled(type, name, value as Json)]),
      ) as PartConfig;
      const model = [{ type: "Linear", out_features: 9 }];
      const shape = { features: [12], targets: [9], training: 40, validation: 8 };
      const sizes = [optimizer, other].map((optimizer) =>
        footprintOf(configure({ model, optimizer }), shape, false, parts),
      );
      assert.notDeepEqual(other, optimizer);
      assert.strictEqual(memoryKey([other]), memoryKey([optimizer]));
      assert.deepEqual(sizes[1], sizes[0]);
    });
  }
});
