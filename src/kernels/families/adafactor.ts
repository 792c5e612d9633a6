// Adafactor (Shazeer and Stern 2018), as torch.optim.Adafactor, for one parameter. Places are offsets in bytes.
import { fixed, type Kernel, type Pointer } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";
import { type BatchSite, defineOperation } from "../operation.ts";
import { sumOfLanes } from "./lanes.ts";
import { eachVectorOfLine, type LineVector } from "./lines.ts";
import { type FourFloats, factorsOfStep, lerp } from "./updates.ts";

/** The parameter as matrices, all of one size. Several of them may lie on a line, rows side by side without padding. */
interface MatrixRows {
  readonly lines: number;
  readonly ofLine: number;
  readonly rows: number;
  readonly columns: number;
  /** Bytes from a row to the next. */
  readonly rowStep: number;
  /** Bytes of padding behind a line's last row. */
  readonly lineRest: number;
}

interface AdafactorPlaces extends MatrixRows, Readonly<Record<string, number | boolean>> {
  readonly parameter: number;
  readonly gradient: number;
  /** Means of g² over each row; 0 for a vector, which is one row. [matrices·rows] */
  readonly rowMeans: number;
  /** Over each column. [matrices, stride(columns)] */
  readonly columnMeans: number;
  /** Room for stride(columns) floats, and for one for each matrix. */
  readonly sums: number;
  readonly divisors: number;
  /** See {@link ADAFACTOR_FACTORS}. */
  readonly factors: number;
  /** eps1, its square, eps2 and d. */
  readonly numbers: number;
  readonly maximizes: boolean;
}

/** Of each step: t^beta2_decay and what it leaves, min(rate, 1/√t), and what weight decay leaves of the parameters. */
export const ADAFACTOR_FACTORS = 4;

/**
 * V: the row means times the column means of g² over the mean of the former, all averaged with t^beta2_decay; u = g/√max(V, eps1²):
 * p −= max(eps2, rms(p))·min(rate, 1/√t)/max(1, rms(u)/d)·u. A vector's V is the mean of g² itself. Rows and columns may change places.
 */
export const adafactor = defineOperation<AdafactorPlaces>("Adafactor", {
  emit(kernel, places, site) {
    const [weight, rest, rate, shrink] = factorsOfStep(kernel, site, places.factors, ADAFACTOR_FACTORS) as FourFloats;
    const [eps1, least, eps2, most] = [0, 4, 8, 12].map((at) =>
      kernel.splat(fixed(places.numbers + at)),
    ) as unknown as FourFloats;
    const own = { kernel, places, site };
    updateMeans(own, weight, rest, eps1);
    const one = kernel.float(1);
    const values = kernel.float(places.lines * places.ofLine * places.rows * places.columns);
    const rms = (squares: Floats) => kernel.sqrt(kernel.divide(squares, values));
    const ofParameter = rms(sumOfSquares(own, places.parameter, undefined));
    const ratio = kernel.divide(rms(sumOfSquares(own, places.gradient, least)), most);
    // As Python's max: what is not a number does not count.
    const scaled = kernel.multiply(kernel.max(ofParameter, eps2), rate);
    const size = kernel.divide(scaled, kernel.max(ratio, one));
    const down = places.maximizes ? size : kernel.negate(size);
    const [parameter, gradient] = [places.parameter, places.gradient].map((at) => kernel.pointer(fixed(at))) as [
      Pointer,
      Pointer,
    ];
    eachRow(own, [parameter, gradient], (estimateOf, eachVector) =>
      eachVector((vector) => {
        const u = updateOf(kernel, vector.load(gradient), estimateOf(vector), least);
        vector.store(parameter, kernel.fma(down, u, kernel.multiply(vector.load(parameter), shrink)));
      }),
    );
  },
});

interface Adafactor {
  readonly kernel: Kernel;
  readonly places: AdafactorPlaces;
  readonly site: BatchSite;
}

/** g/√max(V, least): a V that is not a number goes on. */
const updateOf = (kernel: Kernel, g: Floats, estimate: Floats, least: Floats): Floats =>
  kernel.divide(g, kernel.sqrt(kernel.max(least, estimate)));

/** Goes through the matrices. Each pointer moves from row to row with `eachLine`'s rows, and over the padding of lines. */
function eachMatrix(
  { kernel, places: { lines, ofLine, lineRest } }: Adafactor,
  pointers: readonly Pointer[],
  body: () => void,
): void {
  kernel.repeat(lines, () => {
    kernel.repeat(ofLine, body);
    for (const pointer of pointers) kernel.advance(pointer, lineRest);
  });
}

const widthOf = (columns: number) => 16 * Math.ceil(columns / 4);

/** Moves the means towards those of g², and writes what each matrix's estimates are divided by. */
function updateMeans(own: Adafactor, weight: Floats, rest: Floats, eps1: Floats): void {
  const { kernel, places, site } = own;
  const { columns, rows, rowStep } = places;
  const zero = kernel.float(0);
  const numbers = kernel.load(fixed(site.words.numbers));
  const gradient = kernel.pointer(fixed(places.gradient));
  const ofColumns = kernel.pointer(fixed(places.columnMeans));
  if (!places.rowMeans) {
    eachVectorOfLine(kernel, columns, [gradient, ofColumns], numbers, (vector) => {
      const g = vector.load(gradient);
      vector.store(ofColumns, lerp(kernel, vector.load(ofColumns), kernel.multiply(g, g), weight, rest));
    });
    return;
  }
  const ofRows = kernel.pointer(fixed(places.rowMeans));
  const divisor = kernel.pointer(fixed(places.divisors));
  const sums = kernel.pointer(fixed(places.sums));
  eachMatrix(own, [gradient], () => {
    eachVectorOfLine(kernel, columns, [sums], numbers, (vector) => vector.store(sums, zero));
    const total = kernel.variable(zero);
    kernel.repeat(rows, () => {
      const sum = kernel.variable(zero);
      eachVectorOfLine(kernel, columns, [gradient, sums], numbers, (vector) => {
        const g = vector.load(gradient);
        kernel.accumulate(sum, g, g);
        vector.store(sums, kernel.fma(g, g, vector.load(sums)));
      });
      const found = kernel.divide(sumOfLanes(kernel, sum), kernel.float(columns));
      const mean = lerp(kernel, kernel.splat(ofRows.at()), found, weight, rest);
      kernel.store(ofRows.at(), mean, 1);
      kernel.assign(total, kernel.add(total, mean));
      kernel.advance(ofRows, 4);
      kernel.advance(gradient, rowStep);
    });
    const count = kernel.float(rows);
    eachVectorOfLine(kernel, columns, [ofColumns, sums], numbers, (vector) => {
      const found = kernel.divide(vector.load(sums), count);
      vector.store(ofColumns, lerp(kernel, vector.load(ofColumns), found, weight, rest));
    });
    kernel.store(divisor.at(), kernel.max(eps1, kernel.divide(total, count)), 1);
    kernel.advance(ofColumns, widthOf(columns));
    kernel.advance(divisor, 4);
  });
}

/**
 * Goes through all rows.
 * @param pointers at the parameter's layout, moved on with the rows
 * @param body gets the estimates V of a row's vector
 */
function eachRow(
  own: Adafactor,
  pointers: readonly Pointer[],
  body: (estimateOf: (vector: LineVector) => Floats, eachVector: (act: (vector: LineVector) => void) => void) => void,
): void {
  const { kernel, places, site } = own;
  const { columns } = places;
  const numbers = kernel.load(fixed(site.words.numbers));
  const ofColumns = kernel.pointer(fixed(places.columnMeans));
  const ofRows = places.rowMeans ? kernel.pointer(fixed(places.rowMeans)) : undefined;
  const divisor = ofRows && kernel.pointer(fixed(places.divisors));
  eachMatrix(own, pointers, () => {
    const mean = divisor && kernel.splat(divisor.at());
    kernel.repeat(places.rows, () => {
      const row = ofRows && kernel.splat(ofRows.at());
      const estimateOf = (vector: LineVector) => {
        const column = vector.load(ofColumns);
        return row && mean ? kernel.divide(kernel.multiply(row, column), mean) : column;
      };
      body(estimateOf, (act) => eachVectorOfLine(kernel, columns, [...pointers, ofColumns], numbers, act));
      for (const pointer of pointers) kernel.advance(pointer, places.rowStep);
      if (ofRows) kernel.advance(ofRows, 4);
    });
    kernel.advance(ofColumns, widthOf(columns));
    if (divisor) kernel.advance(divisor, 4);
  });
}

/** Σ of squares, row by row: of values, or of the updates that gradients make. In every lane. @param least of an estimate */
function sumOfSquares(own: Adafactor, values: number, least: Floats | undefined): Floats {
  const { kernel } = own;
  const zero = kernel.float(0);
  const total = kernel.variable(zero);
  const at = kernel.pointer(fixed(values));
  eachRow(own, [at], (estimateOf, eachVector) => {
    const sum = kernel.variable(zero);
    eachVector((vector) => {
      const value = vector.load(at);
      // Beyond the row an update may be 0/0.
      const one = least ? vector.within(updateOf(kernel, value, estimateOf(vector), least)) : value;
      kernel.accumulate(sum, one, one);
    });
    kernel.assign(total, kernel.add(total, sum));
  });
  return sumOfLanes(kernel, total);
}
