// What every kernel needs of vectors and rows. A vector is four float32; a row is padded with zeros to whole vectors.

/** Floats from one row to the next. */
export function stride(width: i32): i32 {
  return (width + 3) & ~3;
}

/** Bytes from one row to the next. */
export function rowBytes(width: i32): usize {
  return (<usize>stride(width)) << 2;
}

export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** a + b·c, in two roundings on every machine. */
export function addProduct(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(a, f32x4.mul(b, c));
}

/** The sum of the four lanes. */
export function sumLanes(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.add(pairs, v128.shuffle<i32>(pairs, pairs, 1, 0, 3, 2)), 0);
}

/** All ones in the lanes that hold values of a row's last vector, zeros in its padding. */
export function lastLanes(width: i32): v128 {
  const used = ((width - 1) & 3) + 1;
  return i32x4.gt_s(i32x4.splat(used), i32x4(0, 1, 2, 3));
}

/**
 * Sets the padding of values [rows, stride(width)] to zero: for operations that would leave something else there
 * (sigmoid(0) = ½, or 0·∞ = NaN once a run has diverged).
 */
export function clearPadding(values: usize, rows: i32, width: i32): void {
  if ((width & 3) == 0) return;
  const lanes = lastLanes(width);
  const step = rowBytes(width);
  let last = values + step - 16;
  for (let row = 0; row < rows; row++) {
    v128.store(last, v128.and(v128.load(last), lanes));
    last += step;
  }
}

/** Σ of the squares in whole vectors from..end, lane by lane; in four sums, which do not wait for one another. */
export function squares(from: usize, end: usize): v128 {
  let sum0 = splat(0);
  let sum1 = splat(0);
  let sum2 = splat(0);
  let sum3 = splat(0);
  for (; from + 64 <= end; from += 64) {
    const v0 = v128.load(from);
    const v1 = v128.load(from, 16);
    const v2 = v128.load(from, 32);
    const v3 = v128.load(from, 48);
    sum0 = addProduct(sum0, v0, v0);
    sum1 = addProduct(sum1, v1, v1);
    sum2 = addProduct(sum2, v2, v2);
    sum3 = addProduct(sum3, v3, v3);
  }
  for (; from < end; from += 16) {
    const v = v128.load(from);
    sum0 = addProduct(sum0, v, v);
  }
  return addFour(sum0, sum1, sum2, sum3);
}

/** The sum of four sums. */
export function addFour(sum0: v128, sum1: v128, sum2: v128, sum3: v128): v128 {
  return f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3));
}
