import { assert } from "chai";
import type { Json } from "../../src/contracts/config.ts";
import { parts } from "../../src/parts.ts";
import { checksum, moments, open, table } from "./open.ts";

type Generator = "two_moons" | "spirals" | "blobs" | "friedman" | "sines";
const all = (type: Generator, parameters: Record<string, Json>) =>
  open(type, { validation: 0, ...parameters }).load().training;

/** Type, parameters, shape, and the checksums of training x and y. */
const GOLDEN: [Generator, Record<string, Json>, object, string, string][] = [
  ["two_moons", { noise: 0.1 }, { features: [2], targets: [1], classes: 2 }, "19420bf4362b6dbe", "3577cff56cc0c31a"],
  [
    "spirals",
    { arms: 3, noise: 0.1 },
    { features: [2], targets: [1], classes: 3 },
    "c358ca6e79c2d799",
    "af83c411f1c04d12",
  ],
  [
    "blobs",
    { centers: 4, features: 3 },
    { features: [3], targets: [1], classes: 4 },
    "34640633b6bdf20b",
    "bfafd7872f760d25",
  ],
  ["friedman", { noise: 1 }, { features: [10], targets: [1] }, "70a61991bbbed6ee", "de2051cb0eebbaec"],
  ["sines", { noise: 0.1 }, { features: [1], targets: [1] }, "ec5139a929b14d52", "eaaa1b505e37d755"],
];

describe("generated data", () => {
  it("have a bound for every count", () => {
    const refusal = (type: Parameters<typeof open>[0], parameters: Record<string, Json>) => {
      try {
        open(type, parameters);
      } catch (error) {
        return (error as Error).message;
      }
      return "taken";
    };
    assert.equal(refusal("glyphs", { samples: 10_000_000 }), "10000000 rows of 785 numbers need more than 4 GiB");
    assert.equal(
      refusal("linear", { samples: 3, features: 2147483648 }),
      "3 rows of 2147483649 numbers need more than 4 GiB",
    );
    for (const [type, count] of [
      ["glyphs", "samples"],
      ["linear", "samples"],
      ["friedman", "samples"],
      ["noise", "samples"],
      ["blobs", "centers"],
      ["spirals", "arms"],
    ] as const)
      assert.isAtMost(
        Number((parts.data[type]?.params.properties[count] as { maximum?: number } | undefined)?.maximum),
        1e7,
        type,
      );
  });

  for (const [type, parameters, shape, x, y] of GOLDEN) {
    describe(type, () => {
      const source = open(type, { samples: 50, ...parameters });

      it("know their shape before they are drawn, and come in it", () => {
        assert.deepEqual(source.shape as object, { ...shape, training: 40, validation: 10 });
        const { training, validation } = source.load();
        const width = source.shape.features[0] as number;
        assert.deepEqual([training.rows, training.x.length, training.y.length], [40, 40 * width, 40]);
        assert.deepEqual([validation?.rows, validation?.x.length, validation?.y.length], [10, 10 * width, 10]);
      });

      it("are the same bits every time and everywhere", () => {
        const { training } = source.load();
        assert.deepEqual([checksum(training.x), checksum(training.y)], [x, y]);
      });

      it("are others for another seed", () => {
        const at = (seed: number) => checksum(all(type, { samples: 20, ...parameters, seed }).x);
        assert.notEqual(at(0), at(1));
      });
    });
  }
});

describe("classes of data", () => {
  it("take turns, and differ in number by one at most", () => {
    for (const type of ["spirals", "blobs"] as const) {
      const name = type === "spirals" ? "arms" : "centers";
      assert.deepEqual([...all(type, { samples: 7, [name]: 3 }).y], [0, 1, 2, 0, 1, 2, 0]);
    }
    assert.deepEqual([...all("two_moons", { samples: 5 }).y], [0, 1, 0, 1, 0]);
  });

  it("keep their curves when noise is added, and deviate by the noise", () => {
    for (const type of ["two_moons", "spirals"] as const) {
      const clean = all(type, { samples: 4000 }).x;
      const [mean, variance] = moments(
        all(type, { samples: 4000, noise: 0.3 }).x.map((value, at) => value - (clean[at] as number)),
      );
      assert.closeTo(mean, 0, 0.02);
      assert.closeTo(Math.sqrt(variance), 0.3, 0.01);
    }
  });

  it("are scikit-learn's half circles", () => {
    // make_moons(6, shuffle=False): three points of either, row by row in turn.
    const expected = [
      [1, 0, 0],
      [0, 0.5, 1],
      [0, 1, 0],
      [1, -0.5, 1],
      [-1, 0, 0],
      [2, 0.5, 1],
    ];
    table(all("two_moons", { samples: 6 })).forEach((row, at) => {
      row.forEach((value, i) => {
        assert.closeTo(value, expected[at]?.[i] as number, 1e-7);
      });
    });
  });

  it("are arms from the centre to the circle, each the first one turned", () => {
    const rows = table(all("spirals", { samples: 300, arms: 3, turns: 1.5 }));
    for (let i = 0; i < 100; i++) {
      const radius = i / 99;
      for (let arm = 0; arm < 3; arm++) {
        const angle = 2 * Math.PI * (arm / 3 + 1.5 * radius);
        const [x, y, label] = rows[i * 3 + arm] as [number, number, number];
        assert.equal(label, arm);
        assert.closeTo(x, radius * Math.cos(angle), 1e-6);
        assert.closeTo(y, radius * Math.sin(angle), 1e-6);
      }
    }
  });

  it("are straight rays without turns", () => {
    assert.deepEqual(table(all("spirals", { samples: 4, turns: 0 })).slice(2)[0], [1, 0, 0]);
  });

  it("are clouds of that spread around centres in the box", () => {
    const { x, y } = all("blobs", { samples: 6000, centers: 3, spread: 0.5, seed: 4 });
    for (let label = 0; label < 3; label++) {
      for (let feature = 0; feature < 2; feature++) {
        const own = x.filter((_, at) => at % 2 === feature && y[(at - feature) / 2] === label);
        const [mean, variance] = moments(own);
        assert.isAtMost(Math.abs(mean), 10.1);
        assert.closeTo(Math.sqrt(variance), 0.5, 0.03);
      }
    }
    const centres = table(all("blobs", { samples: 3, spread: 0, seed: 4 }));
    assert.deepEqual(table(all("blobs", { samples: 6, spread: 0, seed: 4 })).slice(3), centres);
  });

  it("are at their curve's start when there is but one point of it", () => {
    assert.deepEqual(table(all("two_moons", { samples: 2 })), [
      [1, 0, 0],
      [0, 0.5, 1],
    ]);
    assert.deepEqual(table(all("spirals", { samples: 1 })), [[0, 0, 0]]);
  });
});

describe("regressions", () => {
  it("are Friedman's function of the first five features", () => {
    const rows = table(all("friedman", { samples: 500, features: 7 }));
    for (const row of rows) {
      const [a, b, c, d, e] = row as [number, number, number, number, number];
      assert.closeTo(row[7] as number, 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e, 1e-5);
      assert.isTrue(row.slice(0, 7).every((value) => value >= 0 && value <= 1));
    }
    // E[y] = 10·E[sin(π·u·v)] + 20/12 + 5 + 2.5; the integral is 0.5246.
    const [mean] = moments(all("friedman", { samples: 20000 }).y);
    assert.closeTo(mean, 14.41, 0.1);
  });

  it("deviate by the noise, and by nothing else", () => {
    for (const type of ["friedman", "sines"] as const) {
      const at = (noise: number) => all(type, { samples: 4000, noise });
      assert.deepEqual(at(0.5).x, at(0).x);
      const clean = at(0).y;
      const [mean, variance] = moments(at(0.5).y.map((value, row) => value - (clean[row] as number)));
      assert.closeTo(mean, 0, 0.03);
      assert.closeTo(Math.sqrt(variance), 0.5, 0.02);
    }
  });

  it("add a wave of half the amplitude and twice the frequency", () => {
    const [one, two] = [all("sines", { samples: 3000, waves: 1 }), all("sines", { samples: 3000, waves: 2 })];
    assert.deepEqual(one.x, two.x);
    assert.isTrue(one.x.every((x) => x >= -1 && x <= 1));
    const [mean, variance] = moments(one.y);
    assert.closeTo(mean, 0, 0.03);
    assert.closeTo(variance, 1 / 2, 0.03);
    const second = two.y.map((y, row) => 2 * (y - (one.y[row] as number)));
    const twice = (at: number) => one.x.map((x) => Math.cos(2 * Math.PI * x + at));
    const projected = [0, -Math.PI / 2].map(
      (at) => moments(twice(at).map((c, row) => 2 * c * (second[row] as number)))[0],
    );
    assert.closeTo(Math.hypot(...projected), 1, 0.03);
  });

  it("are of five features or more", () => assert.throws(() => open("friedman", { samples: 9, features: 4 })));
});
