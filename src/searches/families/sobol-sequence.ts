import { stream } from "../../random/rng.ts";
import { DIRECTIONS } from "./sobol-directions.ts";

const BITS = 32;
const WHOLE = 0x1_0000_0000;

/** Most dimensions there are direction numbers for. */
export const MOST_DIMENSIONS = DIRECTIONS.length + 1;

/** The numbers by which Sobol's sequence moves, one for each bit of a point's index. */
function directionsOf(dimension: number): Uint32Array {
  const v = new Uint32Array(BITS);
  const known = DIRECTIONS[dimension - 1];
  if (known === undefined) {
    for (let i = 0; i < BITS; i++) v[i] = 1 << (BITS - 1 - i);
    return v;
  }
  const [degree, coefficients, initial] = known;
  for (let i = 0; i < BITS; i++) {
    if (i < degree) {
      v[i] = (initial[i] as number) << (BITS - 1 - i);
      continue;
    }
    const before = v[i - degree] as number;
    let next = before ^ (before >>> degree);
    for (let k = 1; k < degree; k++) if ((coefficients >>> (degree - 1 - k)) & 1) next ^= v[i - k] as number;
    v[i] = next;
  }
  return v;
}

const made = new Map<number, Uint32Array>();

/** Coordinate of a point of Sobol's sequence as 32 bits, in the order of Antonov and Saleev (Gray code), as SciPy has it. */
function bitsOf(index: number, dimension: number): number {
  const v = made.get(dimension) ?? directionsOf(dimension);
  made.set(dimension, v);
  let gray = index ^ (index >>> 1);
  let bits = 0;
  for (let i = 0; gray !== 0; i++, gray >>>= 1) if (gray & 1) bits ^= v[i] as number;
  return bits >>> 0;
}

/** A coordinate of a point, in [0, 1). @param index from 0 @param dimension from 0 */
export function sobol(index: number, dimension: number): number {
  return bitsOf(index, dimension) / WHOLE;
}

/** The same, scrambled: every interval of the sequence stays as evenly filled, and a point is anywhere. */
export function scrambledSobol(index: number, dimension: number, seed: number): number {
  return scramble(bitsOf(index, dimension), stream(seed, "sobol", dimension).next()) / WHOLE;
}

/**
 * Owen's nested uniform scrambling by a hash: a bit is flipped or not according to the bits above it.
 * Burley, Practical Hash-based Owen Scrambling, 2020; constants by Vegdahl.
 */
function scramble(bits: number, seed: number): number {
  let x = reversed(bits);
  x ^= Math.imul(x, 0x3d20adea);
  x = (x + seed) | 0;
  x = Math.imul(x, (seed >>> 16) | 1);
  x ^= Math.imul(x, 0x05526c56);
  x ^= Math.imul(x, 0x53a22864);
  return reversed(x >>> 0);
}

function reversed(bits: number): number {
  let x = bits;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return ((x >>> 16) | (x << 16)) >>> 0;
}
