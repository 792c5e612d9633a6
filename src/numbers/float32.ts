const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** Powers of ten that a double holds exactly. */
const TENS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** Of a float32's decimals within these, n·10ᵏ for an n of nine digits needs no other powers of ten. */
const SMALLEST = 1e-13;
const LARGEST = 1e28;
/** Below it a float32 has fewer bits, and fewer than six digits may name it without being the start of its nearest six. */
const SMALLEST_NORMAL = 1.1754943508222875e-38;

/** ⌊log₁₀ a⌋ of a float32 a ≥ 1e-13: 0.30103 is log₁₀ 2, and a guess one too low is put right. */
function decimalExponent(a: number): number {
  float[0] = a;
  const guess = Math.floor((((bits[0] as number) >>> 23) - 127) * 0.30103);
  return a >= (guess < -1 ? 1 / (TENS[-guess - 1] as number) : (TENS[guess + 1] as number)) ? guess + 1 : guess;
}

/** n·10⁻ᵏ, rounded once: n and the power of ten are exact. */
const scaled = (n: number, k: number) => (k < 0 ? n * (TENS[-k] as number) : n / (TENS[k] as number));

const isPowerOfTwo = (a: number) => {
  float[0] = a;
  return ((bits[0] as number) & 0x7fffff) === 0;
};

/** The nearest of the decimals with so many digits. Six digits or fewer that name a float32 are always its nearest six. */
function nearest(a: number): number {
  const exponent = decimalExponent(a);
  for (let digits = 6; digits < 9; digits++) {
    const k = digits - 1 - exponent;
    const n = Math.round(k < 0 ? a / (TENS[-k] as number) : a * (TENS[k] as number));
    const value = scaled(n, k);
    if (Math.fround(value) === a) return value;
    // Below a power of two the floats are twice as dense: the nearest decimal may miss where the next one up does not.
    if (isPowerOfTwo(a) && Math.fround(scaled(n + 1, k)) === a) return scaled(n + 1, k);
  }
  return Number(a.toPrecision(9));
}

/** The decimal after the nearest of so many digits. */
function nextUp(a: number, digits: number): number {
  const [mantissa, exponent] = a.toExponential(digits - 1).split("e") as [string, string];
  return Number(`${Number(mantissa.replace(".", "")) + 1}e${Number(exponent) - digits + 1}`);
}

/** As `nearest`, for what is too small or large for it; slower. */
function nearestByText(a: number): number {
  for (let digits = a < SMALLEST_NORMAL ? 1 : 6; digits < 9; digits++) {
    const value = Number(a.toPrecision(digits));
    if (Math.fround(value) === a) return value;
    if (isPowerOfTwo(a) && Math.fround(nextUp(a, digits)) === a) return nextUp(a, digits);
  }
  return Number(a.toPrecision(9));
}

/**
 * The number whose text has the fewest digits that give this float32 back: 0.1 for 0.10000000149011612.
 * Rounds x to float32 first; −0 becomes 0, NaN and the infinities stay.
 */
export function shortestFloat32(x: number): number {
  const value = Math.fround(x);
  if (Number.isInteger(value) && Math.abs(value) < 0x1000000) return value + 0;
  if (!Number.isFinite(value)) return value;
  const a = Math.abs(value);
  const shortest = a > SMALLEST && a < LARGEST ? nearest(a) : nearestByText(a);
  return value < 0 ? -shortest : shortest;
}
