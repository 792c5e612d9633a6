import { assert } from "chai";
import type { Distribution } from "../../src/contracts/distribution.ts";
import { LINEAR, LOGARITHMIC } from "../../src/contracts/distribution.ts";
import { NOTHING_LEARNED, type SearchPart, type Trial } from "../../src/contracts/search.ts";
import * as searches from "../../src/searches/index.ts";
import { bind } from "../contracts/bind.ts";

const registered: Readonly<Record<string, SearchPart>> = searches;

const DISTRIBUTIONS: readonly Distribution[] = [
  { kind: "interval", low: -1, high: 1, scale: LINEAR, step: undefined },
  { kind: "interval", low: 1e-4, high: 1, scale: LOGARITHMIC, step: undefined },
  { kind: "interval", low: 8, high: 64, scale: LINEAR, step: 8 },
  { kind: "choice", count: 3 },
];
const AXES = DISTRIBUTIONS.map((distribution, axis) => ({ key: `x${axis}`, distribution }));

const isWithin = (value: number, distribution: Distribution) =>
  distribution.kind === "choice"
    ? Number.isInteger(value) && value >= 0 && value < distribution.count
    : value >= distribution.low && value <= distribution.high;

describe("every search", () => {
  for (const [type, part] of Object.entries(registered)) {
    const plan = (seed = 0) => part.plan(bind(part, type, { runs: 30, seed, space: { x0: {} } }));
    /** Trials in batches, the smaller their first value the better. */
    const trialsOf = (seed: number): readonly Trial[] => {
      const search = plan(seed);
      const trials: Trial[] = [];
      while (trials.length < search.runs) {
        const ranking = trials.map((_, i) => i).sort((a, b) => Number(trials[a]?.[0]) - Number(trials[b]?.[0]));
        for (let i = 0; i < (search.batch ?? 1); i++) {
          const history = search.batch === undefined ? NOTHING_LEARNED : { trials, ranking };
          trials.push(search.choose(AXES, trials.length, history));
        }
      }
      return trials.slice(0, search.runs);
    };

    it(`${type} stays within the space`, () => {
      for (const trial of trialsOf(0))
        trial.forEach((value, axis) => {
          assert.isTrue(isWithin(value as number, DISTRIBUTIONS[axis] as Distribution), `x${axis} = ${value}`);
        });
    });

    it(`${type} chooses the same points with the same seed, and others with another`, () => {
      assert.deepEqual(trialsOf(3), trialsOf(3));
      assert.notDeepEqual(trialsOf(4), trialsOf(3));
    });

    it(`${type} does not choose a point twice where values are continuous`, () => {
      const texts = trialsOf(0).map((trial) => trial.join());
      assert.lengthOf(new Set(texts), texts.length);
    });

    it(`${type} names no other search among its aliases`, () => {
      const names = Object.entries(registered).flatMap(([name, { aliases }]) => [name, ...aliases]);
      assert.sameMembers([...new Set(names)], names);
    });
  }
});
