import { exponentOf, powerOfTwo } from "./binary.ts";

/** high + low, an angle from -π/4 to π/4. `low` is what rounding took from `high`. */
export interface ReducedAngle {
  high: number;
  low: number;
}

/** π/2 in parts of 33 bits, whose products with counts below 2^20 are exact. A rest is what follows its part. */
const PART_1 = 1.5707963267341256;
const REST_1 = 6.077100506506192e-11;
const PART_2 = 6.077100506303966e-11;
const REST_2 = 2.0222662487959506e-21;
const PART_3 = 2.0222662487111665e-21;
const REST_3 = 8.4784276603689e-32;
const TWO_OVER_PI = 0.6366197723675814;
/** 2^-16 and 2^-49. */
const CANCELLED_16 = powerOfTwo(-16);
const CANCELLED_49 = powerOfTwo(-49);
/** 2^20 quarter turns. */
const LARGE = 1647099;

/**
 * Takes the nearest multiple of π/2 from x, writes what is left into `angle`, and returns the count of quarter turns
 * (for large x, the count modulo 4). Right for every finite x. From msun's e_rem_pio2.c, but for large x.
 */
export function reduceAngle(x: number, angle: ReducedAngle): number {
  const size = Math.abs(x);
  if (size > LARGE) return reduceLarge(x, angle);
  const quarters = Math.floor(x * TWO_OVER_PI + 0.5);
  let left = x - quarters * PART_1;
  let rest = quarters * REST_1;
  // Where many bits cancel, a further part gives as many again.
  if (Math.abs(left - rest) < size * CANCELLED_16) {
    const before = left;
    const part = quarters * PART_2;
    left = before - part;
    rest = quarters * REST_2 - (before - left - part);
    if (Math.abs(left - rest) < size * CANCELLED_49) {
      const before = left;
      const part = quarters * PART_3;
      left = before - part;
      rest = quarters * REST_3 - (before - left - part);
    }
  }
  angle.high = left - rest;
  angle.low = left - angle.high - rest;
  return quarters;
}

/** Binary places of the numbers below. The largest float64 has 1024 binary digits, and none is closer than 2^-62 to a quarter turn. */
const PLACES = 1200;
const FINE_PLACES = 180;
/** 2/π · 2^1200. */
const TWO_OVER_PI_DIGITS = BigInt(
  "0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921cfe1deb1cb129a73ee8" +
    "8235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f463f" +
    "669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b",
);
/** π/2 · 2^180. */
const HALF_PI_DIGITS = BigInt("0x1921fb54442d18469898cc51701b839a252049c1114cf9");

/** With whole numbers, so that nothing is rounded before the end. */
function reduceLarge(x: number, angle: ReducedAngle): number {
  const size = Math.abs(x);
  const exponent = exponentOf(size);
  const significand = BigInt(size * powerOfTwo(52 - exponent));
  const places = BigInt(PLACES + 52 - exponent);
  const turns = significand * TWO_OVER_PI_DIGITS;
  const quarters = (turns + (1n << (places - 1n))) >> places;
  const left = ((turns - (quarters << places)) >> (places - BigInt(FINE_PLACES))) * HALF_PI_DIGITS;
  const sign = x < 0 ? -1 : 1;
  const high = Number(left);
  const unit = sign * powerOfTwo(-2 * FINE_PLACES);
  angle.high = high * unit;
  angle.low = Number(left - BigInt(high)) * unit;
  return sign * Number(quarters & 3n);
}
