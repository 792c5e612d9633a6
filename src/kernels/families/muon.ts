// Muon (Jordan et al. 2024), as torch.optim.Muon but for its bfloat16: all in float32, for one matrix [rows, stride(columns)].
// Stored transposed it comes to the same, as the orthogonal factor of a transpose is the transpose of the orthogonal factor.
import { fixed, type Kernel } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";
import { type BatchSite, defineOperation } from "../operation.ts";
import { type Matrix, multiply } from "../products/product.ts";
import { transpose } from "../products/transpose.ts";
import { eachVector } from "./each-vector.ts";
import { flushDenormals } from "./functions.ts";
import { clearPadding, sumOfSquares } from "./rows.ts";
import { type FourFloats, factorsOfStep, lerp } from "./updates.ts";

/** Offsets in bytes. m is the less of rows and columns, n the other. */
interface MuonPlaces extends Readonly<Record<string, number | boolean>> {
  readonly parameter: number;
  readonly gradient: number;
  readonly rows: number;
  readonly columns: number;
  readonly buffer: number;
  /** Room for [m, n], [m, n], [m, m], [m, m] and [n, m]. */
  readonly x: number;
  readonly product: number;
  readonly gram: number;
  readonly polynomial: number;
  readonly standing: number;
  /** See {@link MUON_FACTORS}. */
  readonly factors: number;
  /** eps and the coefficients a, b, c. */
  readonly numbers: number;
  readonly nesterov: boolean;
  readonly iterations: number;
}

/** Of each step: momentum and what it leaves, what weight decay leaves of the parameters, and the rate with its factor, negative. */
export const MUON_FACTORS = 4;

const from =
  (start: number): Matrix =>
  (offset) =>
    fixed(start + offset);
const stride = (width: number) => 4 * Math.ceil(width / 4);

/**
 * u from momentum, X = u/max(‖u‖, eps), lying on its longer side; as often as asked for (Newton and Schulz) S = XXᵀ,
 * X = aX + (bS + cSS)X; then p −= rate·decay·p + rate·factor·X.
 */
export const muon = defineOperation<MuonPlaces>("Muon", {
  emit(kernel, places, site) {
    const { parameter, rows, columns, x, standing, iterations } = places;
    const [momentum, rest, shrink, size] = factorsOfStep(kernel, site, places.factors, MUON_FACTORS) as FourFloats;
    const isTall = rows > columns;
    const [m, n] = isTall ? [columns, rows] : [rows, columns];
    const lying = { rows: m, columns: n, sourceStep: 4 * stride(n), targetStep: 4 * stride(m) };
    const upright = { rows: n, columns: m, sourceStep: 4 * stride(m), targetStep: 4 * stride(n) };
    follow(kernel, places, isTall ? standing : x, momentum, rest);
    if (isTall) {
      transpose(kernel, from(standing), from(x), upright);
      // Another matrix may have left something there.
      clearPadding(kernel, x, m, n, 4 * stride(n));
    }
    normalise(kernel, x, m * stride(n), kernel.splat(fixed(places.numbers)));
    kernel.repeat(iterations, () => {
      transpose(kernel, from(x), from(standing), lying);
      iterate(kernel, places, m, n, site);
    });
    if (isTall) transpose(kernel, from(x), from(standing), lying);
    eachVector(kernel, rows * stride(columns), [parameter, isTall ? standing : x], (load, store) =>
      store(0, kernel.fma(size, load(1), kernel.multiply(load(0), shrink))),
    );
    // 0/0, or 0·∞ once the run has diverged.
    clearPadding(kernel, parameter, rows, columns, 4 * stride(columns));
  },
});

/** buffer = lerp(buffer, g, 1 − momentum); target = the buffer, with Nesterov lerp(g, buffer, momentum). */
function follow(
  kernel: Kernel,
  { gradient, buffer, rows, columns, nesterov }: MuonPlaces,
  target: number,
  momentum: Floats,
  rest: Floats,
): void {
  eachVector(kernel, rows * stride(columns), [gradient, buffer, target], (load, store) => {
    const g = load(0);
    const now = flushDenormals(kernel, lerp(kernel, load(1), g, rest, momentum));
    store(1, now);
    store(2, nesterov ? lerp(kernel, g, now, momentum, rest) : now);
  });
}

/** x /= max(‖x‖, eps), Frobenius. */
function normalise(kernel: Kernel, x: number, floats: number, eps: Floats): void {
  const norm = kernel.max(eps, kernel.sqrt(sumOfSquares(kernel, x, floats)));
  eachVector(kernel, floats, [x], (load, store) => store(0, kernel.divide(load(0), norm)));
}

/** One iteration, of X and its transpose. */
function iterate(kernel: Kernel, places: MuonPlaces, m: number, n: number, { tile }: BatchSite): void {
  const { x, product, gram, polynomial, standing, numbers } = places;
  const [a, b, c] = [4, 8, 12].map((at) => kernel.splat(fixed(numbers + at))) as [Floats, Floats, Floats];
  const times = (left: number, right: number, result: number, depth: number, width: number) => {
    const steps = { aRow: 4 * stride(depth), aColumn: 4, bStep: 4 * stride(width), cStep: 4 * stride(width) };
    const shape = { rows: m, depth, columns: stride(width), ...steps };
    multiply(kernel, shape, tile, { a: from(left), b: from(right), c: from(result) });
  };
  times(x, standing, gram, n, m);
  times(gram, gram, polynomial, m, m);
  eachVector(kernel, m * stride(m), [polynomial, gram], (load, store) =>
    store(0, kernel.fma(b, load(1), kernel.multiply(c, load(0)))),
  );
  times(polynomial, x, product, m, n);
  eachVector(kernel, m * stride(n), [x, product], (load, store) => store(0, kernel.fma(a, load(0), load(1))));
}
