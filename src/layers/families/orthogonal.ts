import { normal, type Rng } from "../../random/rng.ts";

/**
 * Fills a matrix with orthonormal rows, times gain; with orthonormal columns if it has more rows than columns.
 * It is the Q of a random normal matrix, as in torch.nn.init.orthogonal_. Overwrites values.
 */
export function orthogonalInPlace(values: Float32Array, rows: number, gain: number, rng: Rng): void {
  const columns = values.length / rows;
  const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
  const vectors: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const vector = Float64Array.from({ length }, () => normal(rng));
    // Gram–Schmidt. Orthogonalizing twice is enough (Kahan and Parlett).
    for (let pass = 0; pass < 2; pass++) for (const other of vectors) subtractProjection(vector, other);
    const size = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((value) => value / size));
  }
  vectors.forEach((vector, i) => {
    vector.forEach((value, j) => {
      values[rows < columns ? i * columns + j : j * columns + i] = gain * value;
    });
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  const share = dot(vector, unit);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) - share * (unit[i] as number);
}
