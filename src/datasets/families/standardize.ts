/** Scales values to mean 0 and population standard deviation 1 over these rows. Overwrites values. A constant is only centred. */
export function standardizeInPlace(
  values: Float64Array,
  rows: Int32Array,
): { readonly mean: number; readonly scale: number } {
  const fitted = Float64Array.from(rows, (row) => values[row] as number);
  const first = fitted[0] as number;
  // The mean of a constant is the constant itself; summing could round.
  const isConstant = fitted.every((value) => value === first);
  const mean = isConstant ? first : fitted.reduce((sum, value) => sum + value, 0) / fitted.length;
  const variance = fitted.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / fitted.length;
  const scale = isConstant ? 1 : Math.sqrt(variance);
  values.forEach((value, row) => {
    values[row] = (value - mean) / scale;
  });
  return { mean, scale };
}
