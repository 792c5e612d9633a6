const LEAST = -1023;
const GREATEST = 1023;
/** 2^k at k - LEAST. A table is quicker than setting bits, which a processor has to wait for. */
const POWERS = new Float64Array(GREATEST - LEAST + 1);
for (let k = LEAST, power = 1.1125369292536007e-308; k <= GREATEST; k++, power *= 2) POWERS[k - LEAST] = power;

const view = new DataView(new ArrayBuffer(8));

/** 2^k, for k from -1023 to 1023. */
export const powerOfTwo = (k: number): number => POWERS[k - LEAST] as number;

/** y · 2^k, rounded once, for y around 1 and k from -2000 to 2000. */
export function scale(y: number, k: number): number {
  if (k > GREATEST) return y * powerOfTwo(k - GREATEST) * powerOfTwo(GREATEST);
  // The first product is exact, so only the second one rounds.
  if (k < LEAST) return y * powerOfTwo(k - LEAST) * powerOfTwo(LEAST);
  return y * powerOfTwo(k);
}

/** The k of x = 2^k · m with 1 ≤ m < 2. For positive normal x. */
export function exponentOf(x: number): number {
  view.setFloat64(0, x);
  return (view.getInt32(0) >> 20) - 1023;
}
