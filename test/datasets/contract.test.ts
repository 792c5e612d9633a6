import { assert } from "chai";
import { parts } from "../../src/parts.ts";
import { checksum, open } from "./open.ts";

/** Data sets that are drawn: all they must be told is how many rows. */
const drawn = Object.entries(parts.data)
  .filter(([, { params }]) => {
    const required = (params as { required?: readonly string[] }).required ?? [];
    const needed = required.filter((name) => !("default" in (params.properties[name] as object)));
    return needed.join() === "samples";
  })
  .map(([type]) => type as Parameters<typeof open>[0]);

describe("data that are drawn", () => {
  for (const type of drawn) {
    const source = (seed: number) => open(type, { samples: 50, validation: 0.2, seed });

    it(`${type} know their shape before they are drawn, and come in it`, () => {
      const { shape, load } = source(0);
      const size = (dimensions: readonly number[]) => dimensions.reduce((product, length) => product * length, 1);
      const { training, validation } = load();
      assert.deepEqual([shape.training, shape.validation], [40, 10]);
      for (const [samples, rows] of [
        [training, 40],
        [validation, 10],
      ] as const) {
        assert.strictEqual(samples?.rows, rows);
        assert.lengthOf(samples?.x ?? [], rows * size(shape.features));
        assert.lengthOf(samples?.y ?? [], rows * size(shape.targets));
      }
      const { classes } = shape;
      if (classes !== undefined) for (const label of training.y) assert.include([...Array(classes).keys()], label);
    });

    it(`${type} are the same bits each time, and others for another seed`, () => {
      const drawnWith = (seed: number) => {
        const { training, validation } = source(seed).load();
        return [training.x, training.y, validation?.x ?? new Float32Array()].map(checksum);
      };
      assert.deepEqual(drawnWith(3), drawnWith(3));
      assert.notDeepEqual(drawnWith(4), drawnWith(3));
    });
  }
});
