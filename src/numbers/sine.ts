import { type ReducedAngle, reduceAngle } from "./reduce-angle.ts";

const QUARTER = Math.PI / 4;

/** sin(high + low) for |high| ≤ π/4, `low` being what `high` lacks. From msun's k_sin.c. */
function sineNearZero(high: number, low: number): number {
  const z = high * high;
  const w = z * z;
  const r =
    0.00833333333332249 +
    z * (-0.0001984126982985795 + z * 2.7557313707070068e-6) +
    z * w * (-2.5050760253406863e-8 + z * 1.58969099521155e-10);
  const cube = z * high;
  return high - (z * (0.5 * low - cube * r) - low - cube * -0.16666666666666632);
}

/** cos(high + low), likewise. From msun's k_cos.c. */
function cosineNearZero(high: number, low: number): number {
  const z = high * high;
  const w = z * z;
  const r =
    z * (0.0416666666666666 + z * (-0.001388888888887411 + z * 2.480158728947673e-5)) +
    w * w * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11));
  const half = 0.5 * z;
  const head = 1 - half;
  return head + (1 - head - half + (z * r - high * low));
}

const angle: ReducedAngle = { high: 0, low: 0 };

/** The sine of x + quarters · π/2. */
function sineFrom(x: number, quarters: number): number {
  const turn = (reduceAngle(x, angle) + quarters) & 3;
  const { high, low } = angle;
  const size = turn & 1 ? cosineNearZero(high, low) : sineNearZero(high, low);
  return turn & 2 ? -size : size;
}

/** The sine of x radians. Error below 1 ulp. From msun's s_sin.c. */
export function sin(x: number): number {
  const size = Math.abs(x);
  // Also keeps the sign of zero.
  if (size < 1e-8) return x;
  if (size <= QUARTER) return sineNearZero(x, 0);
  return size < Number.POSITIVE_INFINITY ? sineFrom(x, 0) : Number.NaN;
}

/** The cosine of x radians. Error below 1 ulp. From msun's s_cos.c. */
export function cos(x: number): number {
  const size = Math.abs(x);
  if (size <= QUARTER) return cosineNearZero(x, 0);
  return size < Number.POSITIVE_INFINITY ? sineFrom(x, 1) : Number.NaN;
}
