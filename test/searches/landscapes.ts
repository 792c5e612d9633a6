import { type Distribution, LINEAR, LOGARITHMIC, type Value } from "../../src/contracts/distribution.ts";

/** A function to be made small, and the space it lives in. */
export interface Landscape {
  readonly space: readonly Distribution[];
  at(point: readonly Value[]): number;
}

const interval = (low: number, high: number, isLog = false, step?: number): Distribution => {
  return { kind: "interval", low, high, scale: isLog ? LOGARITHMIC : LINEAR, step };
};

const A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const P = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];

/** The functions of test/golden/recorders/tpe.py. */
export const landscapes: Readonly<Record<string, Landscape>> = {
  branin: {
    space: [interval(-5, 10), interval(0, 15)],
    at([x = 0, y = 0]) {
      const a = y - ((5.1 / (4 * Math.PI ** 2)) * x * x - (5 / Math.PI) * x) - 6;
      return a * a + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
    },
  },
  hartmann6: {
    space: Array.from({ length: 6 }, () => interval(0, 1)),
    at(point) {
      const weights = [1, 1.2, 3, 3.2];
      const inner = A.map((row, i) =>
        row.reduce((sum, a, j) => sum + a * ((point[j] ?? 0) - (P[i]?.[j] ?? 0)) ** 2, 0),
      );
      return -inner.reduce((sum, s, i) => sum + (weights[i] ?? 0) * Math.exp(-s), 0);
    },
  },
  tuning: {
    space: [interval(1e-5, 1, true), interval(4, 256, true, 1), interval(0, 0.99), { kind: "choice", count: 3 }],
    at([lr = 1, width = 1, momentum = 0, kind = 0]) {
      const penalty = [0.5, 0, 0.25][kind] ?? 0;
      const [a, b] = [Math.log10(lr) + 2, Math.log2(width) - 6];
      return 1 + a * a + 0.1 * b * b + 2 * (momentum - 0.9) ** 2 + penalty;
    },
  },
};
