import { assert } from "chai";
import fc from "fast-check";
import { Misfit } from "../../../src/contracts/part.ts";
import type { HeldOutParams } from "../../../src/datasets/families/held-out.ts";
import { pick, planSplit, type RowSizes } from "../../../src/datasets/families/split.ts";
import { remedyOf } from "../../remedy.ts";

type Params = Partial<HeldOutParams>;

const planOf = (rows: number | RowSizes, params: Params, of?: readonly number[], isDrawn = false) => {
  const sizes = typeof rows === "number" ? { own: rows } : rows;
  const names = ["a", "b", "c", "d", "e"];
  return planSplit(
    sizes,
    { validation: 0.2, seed: 0, ...params },
    { targets: of ? { of, names } : "numbers", isDrawn },
  );
};
const splitOf = (rows: number | RowSizes, params: Params, of?: readonly number[], isDrawn = false) =>
  planOf(rows, params, of, isDrawn).at(undefined);
const heldOutRows = (rows: number, validation: number) => planOf(rows, { validation }).sizes.validation;

/** "parameter: message; remedy" */
function faultOf(rows: number, params: Params, of?: readonly number[]): string {
  try {
    splitOf(rows, params, of);
  } catch (error) {
    if (error instanceof Misfit) return `${error.parameter}: ${error.message}; ${remedyOf(error)}`;
    throw error;
  }
  return "taken";
}

const countOf = (rows: Int32Array, of: readonly number[], index: number) =>
  Array.from(rows).filter((row) => of[row] === index).length;
const everyRow = (rows: number) => Int32Array.from({ length: rows }, (_, row) => row);

describe("the split", () => {
  it("holds out round(n × share) rows", () => {
    assert.deepEqual(
      [heldOutRows(512, 0.2), heldOutRows(10, 0.25), heldOutRows(7, 0), heldOutRows(3, 0.5)],
      [102, 3, 0, 2],
    );
  });

  it("refuses to hold out nothing or everything, unless asked for nothing", () => {
    assert.throws(() => heldOutRows(4, 0.1), Misfit, "a share of 0.1 holds out no row of 4");
    assert.throws(() => heldOutRows(4, 0.9), Misfit, "a share of 0.9 holds out every row of 4");
    assert.throws(() => heldOutRows(1, 0.2), Misfit);
    assert.equal(heldOutRows(1, 0), 0);
  });

  it("puts every row on one side, each side in order, with test and without, by classes and without", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 300 }),
        fc.double({ min: 0.2, max: 0.6, noNaN: true }),
        fc.option(fc.double({ min: 0.2, max: 0.6, noNaN: true }), { nil: undefined }),
        fc.boolean(),
        fc.nat(),
        (n, validation, test, hasClasses, seed) => {
          const of = hasClasses ? Array.from({ length: n }, (_, row) => row % 2) : undefined;
          const split = splitOf(n, { validation, ...(test !== undefined && { test }), seed }, of);
          for (const rows of Object.values(split)) assert.deepEqual(rows, rows.slice().sort());
          const tested = Math.round(n * (test ?? 0));
          assert.lengthOf(split.test, tested);
          assert.lengthOf(split.validation, Math.round((n - tested) * validation));
          assert.deepEqual(Int32Array.of(...split.training, ...split.validation, ...split.test).sort(), everyRow(n));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("is the same for the same seed and n, and a larger share adds to it", () => {
    assert.deepEqual([...splitOf(20, {}).validation], [0, 12, 14, 15]);
    const larger = [...splitOf(20, { validation: 0.5 }).validation];
    for (const row of splitOf(20, {}).validation) assert.include(larger, row);
    assert.notDeepEqual(splitOf(20, { seed: 1 }), splitOf(20, {}));
  });

  it("gives each class its share, whatever the classes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 40 }), { minLength: 2, maxLength: 5 }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.nat(),
        (counts, validation, seed) => {
          const of = counts.flatMap((count, index) => Array<number>(count).fill(index));
          const held = Math.round(of.length * validation);
          fc.pre(held >= counts.length && of.length - held >= counts.length);
          const { validation: rows } = splitOf(of.length, { validation, seed }, of);
          assert.lengthOf(rows, held);
          counts.forEach((count, index) => {
            const own = countOf(rows, of, index);
            assert.isAtLeast(own, 1);
            assert.isBelow(own, count);
            // Where a row on each side is no constraint, the share is met to a row.
            if (counts.every((other) => (other * held) / of.length >= 1 && other - (other * held) / of.length >= 1))
              assert.isBelow(Math.abs(own - (count * held) / of.length), 1);
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it("takes all rows of a class equally often, and favours no class when shares are rounded", () => {
    const of = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2];
    const taken = new Int32Array(of.length);
    const tries = 3000;
    // 4 rows of three classes of 5: two of them twice by turns would favour the first.
    for (let seed = 0; seed < tries; seed++)
      for (const row of splitOf(15, { validation: 4 / 15, seed }, of).validation)
        taken[row] = (taken[row] as number) + 1;
    const expected = (tries * 4) / 15;
    // Five standard deviations of a binomial.
    const most = 5 * Math.sqrt(expected * (1 - 4 / 15));
    for (const count of taken) assert.closeTo(count, expected, most);
  });

  it("refuses shares that leave a class without a row on a side, and names the class", () => {
    const of = [...Array<number>(10).fill(0), ...Array<number>(8).fill(1), 2];
    assert.equal(
      faultOf(19, { validation: 0.2 }, of),
      'validation: the class "c" has 1 row, which cannot be on both sides; more rows of it, or validation: {share: 0.2, stratify: false}',
    );
    const three = [...Array<number>(10).fill(0), ...Array<number>(8).fill(1), 2, 2];
    assert.equal(
      faultOf(20, { validation: 0.1 }, three),
      'validation: a share of 0.1 holds out 2 of 20 rows, so the class "c" has no row on one side; a larger share, or validation: {share: 0.1, stratify: false}',
    );
    assert.match(faultOf(20, { validation: 0.9 }, three), /"c" has no row on one side; a smaller share/);
    assert.match(
      faultOf(20, { validation: { folds: 3, fold: 0 } }, three),
      /^validation: .*"c" has 2 rows, fewer than 3 folds; fewer folds/,
    );
    assert.equal(faultOf(20, { validation: { share: 0.1, stratify: false } }, three), "taken");
    assert.match(faultOf(20, { test: 0.1 }, three), /^test: a share of 0.1 holds out 2 of 20 rows/);
  });

  it("refuses to train on no row of a class, and tells of one that is not held out", () => {
    const of = [...Array<number>(18).fill(0), 1, 1];
    const plain = (share: number, seed: number) => ({ validation: { share, stratify: false }, seed });
    const found = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const fault = faultOf(20, plain(0.5, seed), of);
      if (fault === "taken") for (const { message } of planOf(20, plain(0.5, seed), of).warnings) found.add(message);
      else found.add(fault);
    }
    assert.sameMembers(
      [...found],
      [
        'no row of the class "b" is held out for validation',
        'validation: all rows of the class "b" are held out; stratify: true',
      ],
    );
  });

  it("advises what works: a single row of a class is no matter of stratify", () => {
    const of = [...Array<number>(10).fill(0), ...Array<number>(8).fill(1), 2];
    const advised = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const refused = faultOf(19, { validation: 0.2, seed }, of);
      const plain = { validation: { share: 0.2, stratify: false }, seed };
      const fault = faultOf(19, plain, of);
      assert.include(refused, fault === "taken" ? "stratify: false" : "or leave its rows out");
      if (fault !== "taken") advised.add(fault);
      else for (const { remedy } of planOf(19, plain, of).warnings) advised.add(String(remedy));
    }
    assert.sameMembers(
      [...advised],
      [
        "more rows of each class",
        'validation: all rows of the class "c" are held out; rows of that class to train on, or none at all',
      ],
    );
  });

  it("holds out one fold of several, each row in just one, whatever the class", () => {
    for (const of of [undefined, Array.from({ length: 23 }, (_, row) => row % 3)]) {
      const folds = Array.from({ length: 5 }, (_, fold) => splitOf(23, { validation: { folds: 5, fold } }, of));
      assert.deepEqual(Int32Array.from(folds.flatMap(({ validation }) => [...validation])).sort(), everyRow(23));
      for (const { training, validation } of folds) {
        assert.deepEqual(Int32Array.of(...training, ...validation).sort(), everyRow(23));
        assert.oneOf(validation.length, [4, 5]);
        for (const index of of ? [0, 1, 2] : []) assert.oneOf(countOf(validation, of as number[], index), [1, 2]);
      }
    }
    assert.equal(
      faultOf(3, { validation: { folds: 5, fold: 0 } }),
      "validation: validation: 5 folds of 3 rows leave some without a row; folds: at most 3",
    );
  });

  it("takes test rows first, of files by seed 0 whatever the data's seed, and validation of what is left", () => {
    const of = (seed: number | "per seed", isDrawn: boolean) =>
      splitOf(100, { test: 0.2, validation: 0.5, seed }, undefined, isDrawn);
    assert.deepEqual(of(3, false).test, of(0, false).test);
    assert.deepEqual(of("per seed", false).test, of(0, false).test);
    assert.notDeepEqual(of(3, true).test, of(0, true).test);
    assert.notDeepEqual(of(3, false).validation, of(0, false).validation);
    assert.deepEqual([of(0, false).test.length, of(0, false).validation.length], [20, 40]);
  });

  it("draws validation anew at each seed of a run with per seed, but no folds", () => {
    const plan = planOf(40, { seed: "per seed" });
    assert.isTrue(plan.drawing.perSeed);
    assert.deepEqual(plan.at(3), splitOf(40, { seed: 3 }));
    assert.notDeepEqual(plan.at(3), plan.at(4));
    const folds = planOf(40, { seed: "per seed", validation: { folds: 4, fold: 1 } });
    assert.deepEqual(folds.at(3), folds.at(4));
  });

  it("leaves files of their own whole", () => {
    const files = { own: 10, validation: 3, test: 2 };
    const split = splitOf(files, { validation: { path: "v" }, test: { path: "t" } });
    assert.deepEqual(
      [split.training, split.validation, split.test].map((rows) => [...rows]),
      [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [10, 11, 12],
        [13, 14],
      ],
    );
    const tested = splitOf({ own: 10, validation: 0, test: 2 }, { validation: 0.2, test: { path: "t" } });
    assert.deepEqual([...tested.test], [10, 11]);
    assert.lengthOf(tested.validation, 2);
  });

  it("refuses forms that do not go together, and says one that does", () => {
    const says = (validation: HeldOutParams["validation"], message: string) =>
      assert.equal(faultOf(20, { validation }), `validation: validation: ${message}`);
    says({ share: 0.2, folds: 5 }, "it has a share and folds; one of them");
    says({ folds: 5, fold: 5 }, "there is no fold 5 of 5: they count from 0; fold: 0 to 4");
    says({ fold: 1 }, "of how many folds is 1 one?; {folds: 5, fold: 1}");
    says({ path: "a.csv", stratify: true }, "files are taken whole, so nothing can be stratified; remove stratify");
    says({}, "it is empty; validation: 0.2");
    says({ share: 0.2, stratify: true }, "the targets are numbers, so nothing can be stratified; remove stratify");
  });

  it("picks whole rows", () => {
    const samples = { rows: 3, x: Float32Array.of(1, 2, 3, 4, 5, 6), y: Float32Array.of(7, 8, 9) };
    const picked = pick(samples, Int32Array.of(2, 0));
    assert.deepEqual(picked, { rows: 2, x: Float32Array.of(5, 6, 1, 2), y: Float32Array.of(9, 7) });
  });
});
