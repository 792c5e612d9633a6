import { assert } from "chai";
import fc from "fast-check";
import { stringify } from "yaml";
import { ownRun } from "../../src/contracts/config.ts";
import { cellOf } from "../../src/grid/cells.ts";
import { START } from "../../src/source/places.ts";
import { fromJson } from "../../src/source/tree.ts";
import { FEW } from "../plan/experiment.ts";
import { load } from "../plan-of.ts";
import { expand, type Parts, type ReferenceGrid } from "./reference.ts";

const scheduler = fc.constantFrom(
  null,
  { type: "StepLR", step_size: 3 },
  { type: "ExponentialLR", gamma: 0.5 },
  { type: "CosineAnnealingLR" },
);

/** Values by path; all differ, and 0.1 and 0.9 fit every one of these numbers. */
const VALUES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  scheduler,
  "optimizer.lr": fc.constantFrom(0.1, 0.2, 0.3),
  "optimizer.momentum": fc.constantFrom(0, 0.9),
  "scheduler.gamma": fc.constantFrom(0.25, 0.75),
  "scheduler.step_size": fc.constantFrom(1, 2),
  "scheduler.eta_min": fc.constantFrom(0.001, 0.002),
};

const entry = (paths: readonly string[]) =>
  fc
    .subarray([...paths], { minLength: 1 })
    .chain((chosen) =>
      fc.record(Object.fromEntries(chosen.map((path) => [path, VALUES[path] as fc.Arbitrary<unknown>]))),
    );

const grids: fc.Arbitrary<ReferenceGrid> = fc
  .shuffledSubarray(Object.keys(VALUES), { minLength: 1, maxLength: 4 })
  .chain((paths) =>
    fc.record({
      axes: fc.tuple(
        ...paths.map((path) =>
          fc
            .uniqueArray(VALUES[path] as fc.Arbitrary<unknown>, {
              minLength: 1,
              selector: (value) => JSON.stringify(value),
            })
            .map((values) => [path, values] as const),
        ),
      ),
      exclude: fc.array(entry(paths), { maxLength: 2 }),
      include: fc.array(entry(Object.keys(VALUES)), { maxLength: 2 }),
    }),
  );

const base = { optimizer: { type: "SGD", lr: 1 }, scheduler: { type: "StepLR", step_size: 5 } } satisfies Parts;

function textOf({ axes, exclude, include }: ReferenceGrid): string {
  const lists = { ...(exclude.length > 0 && { exclude }), ...(include.length > 0 && { include }) };
  return stringify(
    {
      data: { type: "noise", features: 2, samples: 8 },
      model: [{ type: "Linear", out_features: 1 }],
      loss: "MSELoss",
      ...base,
      training: { epochs: 9 },
      grid: { ...Object.fromEntries(axes), ...lists },
    },
    { aliasDuplicateObjects: false },
  );
}

describe("A grid's points", () => {
  it("are those of a naive expansion, in the same order", () => {
    let compared = 0;
    fc.assert(
      fc.property(grids, (grid) => {
        const loaded = load(textOf(grid), FEW);
        const expected = expand(base, grid);
        // Axes and entries that match nothing are errors, which the table of bad files tests.
        if ("issues" in loaded) {
          assert.strictEqual(
            loaded.issues.every(({ code }) => ["axis", "include", "exclude"].includes(code)),
            true,
          );
          return;
        }
        compared++;
        const { plan } = loaded;
        assert.strictEqual(plan.variants, expected.length);
        expected.forEach(({ cells, result }, index) => {
          const variant = plan.variant(index);
          const [optimizer, schedule] = [ownRun(variant.config).optimizer[0], variant.config.scheduler[0]?.scheduler];
          assert.include<unknown>(optimizer, result.optimizer as object);
          if (result.scheduler === null) assert.strictEqual(schedule, undefined);
          else assert.include<unknown>(schedule, result.scheduler);
          for (const [path, value] of Object.entries(cells))
            assert.strictEqual(variant.cells[plan.heads.indexOf(path)], cellOf(fromJson(value as never, START)), path);
        });
      }),
      { numRuns: 400 },
    );
    assert.isAbove(compared, 100);
  });
});
