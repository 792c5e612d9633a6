import { assert } from "chai";
import type { PartConfig } from "../../src/contracts/config.ts";
import type { TransformPart } from "../../src/contracts/transform.ts";
import * as transforms from "../../src/transforms/index.ts";
import { complete } from "../configuration.ts";
import { Workbench } from "../engine/workbench.ts";

/** What becomes of gradients [rows, width]. */
function clip(config: PartConfig, rows: readonly number[][]): number[][] {
  const bench = new Workbench();
  const gradients = bench.matrix(rows.length, rows[0]?.length ?? 0, (row, column) => rows[row]?.[column] as number);
  const part = (transforms as Readonly<Record<string, TransformPart>>)[config.type] as TransformPart;
  const plan = part.plan(complete("optimizers", config));
  if (plan.kind !== "gradients") throw new Error(`${config.type} does not clip`);
  const floats = rows.length * Math.ceil((rows[0]?.length ?? 0) / 4) * 4;
  bench.record(1, (tape) => plan.emit(tape, { parameters: 0, gradients: gradients.offset, floats }))(0);
  return bench.read(gradients);
}

/** clip_grad_norm_ in double precision. */
function scaled(rows: readonly number[][], norm: number, most: number): number[] {
  const factor = Math.min(1, most / (norm + 1e-6));
  return rows.flat().map((value) => value * factor);
}

const rows = Array.from({ length: 5 }, (_, row) =>
  Array.from({ length: 7 }, (_, column) => ((row * 7 + column * 5) % 11) - 5),
);
const sizes = rows.flat().map(Math.abs);
const norms = {
  1: sizes.reduce((sum, size) => sum + size, 0),
  2: Math.sqrt(sizes.reduce((sum, size) => sum + size * size, 0)),
  inf: Math.max(...sizes),
};

describe("clip_grad_norm", () => {
  for (const norm_type of [1, 2, "inf"] as const) {
    it(`shrinks to a norm of type ${norm_type}, and only where it is larger`, () => {
      for (const max_norm of [0.01, 1, 3, norms[norm_type], 1e6, 0]) {
        const found = clip({ type: "clip_grad_norm", max_norm, norm_type }, rows).flat();
        scaled(rows, norms[norm_type], max_norm).forEach((expected, place) => {
          assert.closeTo(found[place] as number, expected, 1e-6, `max_norm ${max_norm}`);
        });
      }
    });
  }

  it("keeps gradients of zero", () => {
    assert.deepEqual(clip({ type: "clip_grad_norm", max_norm: 1 }, [[0, 0, 0]]), [[0, 0, 0]]);
  });

  it("makes what is not finite NaN, as PyTorch, but leaves the padding zero", () => {
    const clipped = (value: number, norm_type: number | string) =>
      clip({ type: "clip_grad_norm", max_norm: 1, norm_type }, [[value, 2, -3]])[0];
    for (const norm_type of [1, 2, "inf"]) {
      assert.deepEqual(clipped(Number.NaN, norm_type), [NaN, NaN, NaN], `NaN, ${norm_type}`);
      const [infinite, ...finite] = clipped(Number.POSITIVE_INFINITY, norm_type) as number[];
      assert.isNaN(infinite);
      assert.deepEqual(finite.map(Math.abs), [0, 0], `Infinity, ${norm_type}`);
    }
  });
});

describe("clip_grad_value", () => {
  it("clamps every value, NaN apart", () => {
    const found = clip({ type: "clip_grad_value", clip_value: 0.5 }, [[-3, 0.25, 0.75, NaN, Infinity, -0.5, 0]]);
    assert.deepEqual(found, [[-0.5, 0.25, 0.5, NaN, 0.5, -0.5, 0]]);
  });
});
