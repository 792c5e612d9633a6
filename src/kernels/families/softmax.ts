// Softmax and its logarithm along lines of any width, which are padded with zeros. Offsets are in bytes.
import { fixed, type Kernel, type Pointer } from "../language/kernel.ts";
import type { ArenaAddress, Floats } from "../language/values.ts";
import { type BatchSite, defineOperation } from "../operation.ts";
import { alongLines, LANES, TurnedSums } from "./each-vector.ts";
import { exp, log } from "./functions.ts";
import { firstLanes, maxOfLanes } from "./lanes.ts";

export type SoftmaxLines = {
  readonly width: number;
  /** Of a sample. */
  readonly lines: number;
};

type ForwardPlaces = SoftmaxLines & { readonly input: number; readonly output: number };
/** The gradient is overwritten. */
type GradientPlaces = SoftmaxLines & { readonly output: number; readonly gradient: number };

/** eˣ / Σ eˣ */
export const softmax = defineOperation<ForwardPlaces>("Softmax", {
  isDivisible: true,
  emit: (kernel, { input, output, ...lines }, site) =>
    eachLine(kernel, lines, site, { x: input, y: output }, (line) => {
      const most = line.most("x");
      const total = line.sum((vector) => {
        const power = exp(kernel, kernel.subtract(vector.load("x", -Infinity), most));
        vector.store("y", power);
        return power;
      });
      line.each((vector) => vector.store("y", kernel.divide(vector.load("y"), total)));
    }),
});

/** By its output y: y·(gradient − Σ gradient·y) */
export const softmaxGradient = defineOperation<GradientPlaces>("SoftmaxGradient", {
  isDivisible: true,
  emit: (kernel, { output, gradient, ...lines }, site) =>
    eachLine(kernel, lines, site, { y: output, g: gradient }, (line) => {
      const mean = line.sum((vector) => kernel.multiply(vector.load("y"), vector.load("g")));
      line.each((vector) => {
        const moved = kernel.subtract(vector.load("g"), mean);
        vector.store("g", kernel.multiply(vector.load("y"), moved));
      });
    }),
});

/** x − max − log Σ e^(x − max) */
export const logSoftmax = defineOperation<ForwardPlaces>("LogSoftmax", {
  isDivisible: true,
  emit: (kernel, { input, output, ...lines }, site) =>
    eachLine(kernel, lines, site, { x: input, y: output }, (line) => {
      const most = line.most("x");
      const total = line.sum((vector) => exp(kernel, kernel.subtract(vector.load("x", -Infinity), most)));
      const rest = log(kernel, total);
      line.each((vector) => vector.store("y", kernel.subtract(kernel.subtract(vector.load("x"), most), rest)));
    }),
});

/** By its output y: gradient − eʸ·Σ gradient */
export const logSoftmaxGradient = defineOperation<GradientPlaces>("LogSoftmaxGradient", {
  isDivisible: true,
  emit: (kernel, { output, gradient, ...lines }, site) =>
    eachLine(kernel, lines, site, { y: output, g: gradient }, (line) => {
      const total = line.sum((vector) => vector.load("g"));
      line.each((vector) => vector.store("g", kernel.fnma(exp(kernel, vector.load("y")), total, vector.load("g"))));
    }),
});

/** Goes through the lines of a batch, which threads divide, side by side in several arrays. */
function eachLine<N extends string>(
  kernel: Kernel,
  { width, lines }: SoftmaxLines,
  { rows, words }: BatchSite,
  places: Readonly<Record<N, number>>,
  body: (line: SoftmaxLine<N>) => void,
): void {
  const own = kernel.portion(rows * lines);
  const step = 16 * Math.ceil(width / 4);
  const start = (at: number) => kernel.pointer(fixed(at + step * own.from));
  const entries = Object.entries<number>(places).map(([name, at]) => [name, start(at)] as const);
  const numbers = kernel.load(fixed(words.numbers));
  kernel.repeat(own.count, () => {
    body(new SoftmaxLine(kernel, width, Object.fromEntries(entries) as Record<N, Pointer>, numbers));
    for (const [, pointer] of entries) kernel.advance(pointer, step);
  });
}

/** The line at hand. @param numbers 0, 1, … 15 */
class SoftmaxLine<N extends string> {
  constructor(
    private readonly kernel: Kernel,
    private readonly width: number,
    private readonly starts: Readonly<Record<N, Pointer>>,
    private readonly numbers: Floats,
  ) {}

  /** Goes along it, vector by vector. */
  each(body: (vector: SoftmaxVector<N>, turn: number) => void): void {
    alongLines(this.kernel, this.width, this.starts, ({ at, count, turn }) =>
      body(new SoftmaxVector(this.kernel, at, count, this.numbers), turn),
    );
  }

  /** Σ of what the values give, in every lane. Lanes that are no value must give 0. */
  sum(value: (vector: SoftmaxVector<N>) => Floats): Floats {
    const sums = new TurnedSums(this.kernel);
    this.each((vector, turn) => sums.add(turn, value(vector)));
    return sums.total();
  }

  /** The largest value, in every lane. */
  most(name: N): Floats {
    const most = this.kernel.variable(this.kernel.float(-Infinity));
    this.each((vector) => this.kernel.assign(most, this.kernel.max(most, vector.load(name, -Infinity))));
    return maxOfLanes(this.kernel, most);
  }
}

/** A vector of a line, of which the first `count` lanes are values. */
class SoftmaxVector<N extends string> {
  constructor(
    private readonly kernel: Kernel,
    private readonly at: Readonly<Record<N, ArenaAddress>>,
    private readonly count: number,
    private readonly numbers: Floats,
  ) {}

  /** @param otherwise what lanes hold that are no value */
  load(name: N, otherwise = 0): Floats {
    const { kernel, count } = this;
    const values = kernel.load(this.at[name], LANES, count);
    if (count === LANES || otherwise === 0) return values;
    return kernel.where(kernel.less(this.numbers, kernel.float(count)), values, kernel.float(otherwise));
  }

  /** Padding becomes 0. */
  store(name: N, value: Floats): void {
    const { kernel, count } = this;
    const padded = 4 * Math.ceil(count / 4);
    const own = padded === count ? value : firstLanes(kernel, this.numbers, value, count);
    kernel.store(this.at[name], own, padded);
  }
}
