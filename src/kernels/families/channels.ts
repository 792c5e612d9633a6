// BatchNorm, and the weights of channels. A channel is `linesEach` lines of a sample; where linesEach is 0, samples are one line
// and the channels are its columns. Batches are [rows, lines, stride(width)]; values of channels [channels].
import { fixed, type Kernel, type Pointer } from "../language/kernel.ts";
import type { ArenaAddress, Floats } from "../language/values.ts";
import { type ArrayOffsets, defineOperation } from "../operation.ts";
import { alongLines, LANES, TurnedSums } from "./each-vector.ts";
import { firstLanes } from "./lanes.ts";

type ChannelShape = Readonly<Record<"width" | "lines" | "linesEach", number>>;

/**
 * Mean and 1 / √(variance + eps) of each channel over the batch. Running statistics, where there are any, move towards the
 * batch's by the momentum, or, cumulative, by 1 / batches; their variance is the unbiased one.
 * @param runningMean 0: none; `batches` counts them, 0: nowhere; eps and momentum: where they stand
 */
export const batchStatistics = defineOperation<
  ChannelShape &
    ArrayOffsets<"input" | "mean" | "scale" | "runningMean" | "runningVariance" | "batches" | "eps" | "momentum"> & {
      isCumulative: boolean;
    }
>("BatchStatistics", {
  emit(kernel, { eps, momentum, batches, isCumulative, input, ...operands }, { rows, words }) {
    const { mean, scale, runningMean, runningVariance, ...shape } = operands;
    const numbers = kernel.load(fixed(words.numbers));
    const [one, added] = [kernel.float(1), kernel.splat(fixed(eps))];
    const seen = batches ? kernel.add(kernel.splat(fixed(batches)), one) : one;
    if (batches) kernel.store(fixed(batches), seen, 1);
    const moved = isCumulative && batches ? kernel.divide(one, seen) : kernel.splat(fixed(momentum));
    const kept = kernel.subtract(one, moved);
    const count = valuesOf(shape, rows);
    const size = kernel.float(count);
    // A batch of one value has no variance to speak of; PyTorch refuses it.
    const unbiased = kernel.float(count > 1 ? count / (count - 1) : 1);
    eachChannel(
      kernel,
      rows,
      shape,
      { input },
      { mean, scale, runningMean, runningVariance },
      ({ along, values, lanes }) => {
        const sums = new TurnedSums(kernel);
        along(({ at, count, turn }) => sums.add(turn, kernel.load(at.input, LANES, count)));
        const middle = kernel.divide(lanes.sumOf(sums), size);
        const squares = new TurnedSums(kernel);
        along(({ at, count, turn }) => {
          const difference = kernel.subtract(kernel.load(at.input, LANES, count), middle);
          const own = firstLanes(kernel, numbers, difference, count);
          squares.accumulate(turn, own, own);
        });
        const variance = kernel.divide(lanes.sumOf(squares), size);
        kernel.store(values.mean, middle, lanes.count);
        kernel.store(values.scale, kernel.divide(one, kernel.sqrt(kernel.add(variance, added))), lanes.count);
        if (!runningMean) return;
        const move = (target: ArenaAddress, value: Floats) => {
          const old = kernel.multiply(kernel.load(target, LANES, lanes.count), kept);
          kernel.store(target, kernel.fma(moved, value, old), lanes.count);
        };
        move(values.runningMean, middle);
        move(values.runningVariance, kernel.multiply(variance, unbiased));
      },
    );
  },
});

/** The running mean, and 1 / √(running variance + eps). @param eps where it stands */
export const readRunningStatistics = defineOperation<
  { channels: number } & ArrayOffsets<"mean" | "scale" | "runningMean" | "runningVariance" | "eps">
>("RunningStatistics", {
  emit(kernel, { channels, eps, ...arrays }) {
    const { mean, scale, runningMean, runningVariance } = arrays;
    const added = kernel.splat(fixed(eps));
    const starts = {
      mean: fixed(mean),
      scale: fixed(scale),
      from: fixed(runningMean),
      variance: fixed(runningVariance),
    };
    alongLines(kernel, channels, starts, ({ at, count }) => {
      kernel.store(at.mean, kernel.load(at.from, LANES, count), count);
      const deviation = kernel.sqrt(kernel.add(kernel.load(at.variance, LANES, count), added));
      kernel.store(at.scale, kernel.divide(kernel.float(1), deviation), count);
    });
  },
});

/** ((x − mean)·scale)·weight + bias, each left out where it is 0. */
export const scaleChannels = defineOperation<
  ChannelShape & ArrayOffsets<"input" | "output" | "mean" | "scale" | "weight" | "bias">
>("ScaleChannels", {
  emit(kernel, { input, output, mean, scale, weight, bias, ...shape }, { rows }) {
    eachPlane(kernel, rows, shape, { input, output }, { mean, scale, weight, bias }, ({ along, values }) =>
      along(({ at, count }) => {
        const x = kernel.load(at.input, LANES, count);
        const level = values.mean ? kernel.subtract(x, values.mean) : x;
        const standard = values.scale ? kernel.multiply(level, values.scale) : level;
        const weighted = values.weight ? kernel.multiply(standard, values.weight) : standard;
        kernel.store(at.output, values.bias ? kernel.add(weighted, values.bias) : weighted, count);
      }),
    );
  },
});

/** Σ gradient·(x − mean)·scale and Σ gradient of each channel: what weight and bias are moved by. */
export const sumChannels = defineOperation<
  ChannelShape & ArrayOffsets<"input" | "gradient" | "mean" | "scale" | "products" | "sums">
>("SumChannels", {
  emit(kernel, { input, gradient, mean, scale, products, sums, ...shape }, { rows }) {
    const targets = { mean, scale, products, sums };
    eachChannel(kernel, rows, shape, { input, gradient }, targets, ({ along, values, lanes }) => {
      const middle = mean ? lanes.load(values.mean) : undefined;
      const factor = scale ? lanes.load(values.scale) : undefined;
      const [slopes, tilts] = [new TurnedSums(kernel), new TurnedSums(kernel)];
      along(({ at, count, turn }) => {
        const g = kernel.load(at.gradient, LANES, count);
        const x = kernel.load(at.input, LANES, count);
        const level = middle ? kernel.subtract(x, middle) : x;
        slopes.add(turn, g);
        tilts.accumulate(turn, g, factor ? kernel.multiply(level, factor) : level);
      });
      kernel.store(values.products, lanes.sumOf(tilts), lanes.count);
      kernel.store(values.sums, lanes.sumOf(slopes), lanes.count);
    });
  },
});

/** Σ of each channel's values, padding included. @param floats of a channel */
export const channelSums = defineOperation<{ channels: number; floats: number } & ArrayOffsets<"values" | "sums">>(
  "ChannelSums",
  {
    emit(kernel, { channels, floats, values, sums }, { rows }) {
      const shape = { width: floats, lines: channels, linesEach: 1 };
      eachChannel(kernel, rows, shape, { values }, { sums }, ({ along, values: places, lanes }) => {
        const total = new TurnedSums(kernel);
        along(({ at, count, turn }) => total.add(turn, kernel.load(at.values, LANES, count)));
        kernel.store(places.sums, lanes.sumOf(total), lanes.count);
      });
    },
  },
);

/**
 * gradient·weight·scale, in place. Where mean and scale were the batch's own, of n values, the gradient is first rid of what
 * they take back: its mean, and x̂ times its mean product with x̂.
 * @param sums Σ gradient; 0: the statistics are not the batch's
 */
export const scaleChannelsGradient = defineOperation<
  ChannelShape & ArrayOffsets<"input" | "gradient" | "mean" | "scale" | "weight" | "products" | "sums">
>("ScaleChannelsGradient", {
  emit(kernel, { input, gradient, mean, scale, weight, products, sums, ...shape }, { rows }) {
    const share = kernel.float(-1 / valuesOf(shape, rows));
    const used = sums ? { mean, scale, weight, products, sums } : { mean: 0, scale, weight, products: 0, sums: 0 };
    eachPlane(kernel, rows, shape, { input, gradient }, used, ({ along, values }) =>
      along(({ at, count }) => {
        let g = kernel.load(at.gradient, LANES, count);
        if (values.sums && values.products && values.mean && values.scale) {
          const level = kernel.subtract(kernel.load(at.input, LANES, count), values.mean);
          const back = kernel.fma(kernel.multiply(level, values.scale), values.products, values.sums);
          g = kernel.fma(share, back, g);
        }
        if (values.scale) g = kernel.multiply(g, values.scale);
        if (values.weight) g = kernel.multiply(g, values.weight);
        kernel.store(at.gradient, g, count);
      }),
    );
  },
});

const lineBytes = (width: number) => 16 * Math.ceil(width / 4);

/** Values of a channel in the batch. */
const valuesOf = ({ width, linesEach }: ChannelShape, rows: number) => rows * (linesEach ? linesEach * width : 1);

/** The lines of a channel in a sample. Without padding between them they are one line. */
const linesOf = ({ width, linesEach }: ChannelShape) =>
  width % 4 === 0 ? { width: width * linesEach, lines: 1 } : { width, lines: linesEach };

/** A vector of a batch: its place in each array, how many lanes count, and whose turn it is in sums. */
interface ChannelVector<N extends string> {
  readonly at: Readonly<Record<N, ArenaAddress>>;
  readonly count: number;
  readonly turn: number;
}

type AlongChannel<N extends string> = (body: (vector: ChannelVector<N>) => void) => void;

/** How a channel, or the channels of a vector of columns, stand in vectors. */
interface ChannelLanes {
  /** Channels. */
  readonly count: number;
  /** Their values, each in the lanes of its channel. */
  load(at: ArenaAddress): Floats;
  /** Sums over the channel, in the lanes of its channel. */
  sumOf(sums: TurnedSums): Floats;
}

const mapped = <N extends string, A, B>(record: Readonly<Record<N, A>>, change: (value: A) => B) =>
  Object.fromEntries(Object.entries<A>(record).map(([name, value]) => [name, change(value)])) as Record<N, B>;

/**
 * Goes through channels, each over the whole batch.
 * @param arrays batches
 * @param values arrays of a value for each channel
 */
function eachChannel<N extends string, V extends string>(
  kernel: Kernel,
  rows: number,
  shape: ChannelShape,
  arrays: Readonly<Record<N, number>>,
  values: Readonly<Record<V, number>>,
  body: (channel: { along: AlongChannel<N>; values: Readonly<Record<V, ArenaAddress>>; lanes: ChannelLanes }) => void,
): void {
  const sample = shape.lines * lineBytes(shape.width);
  const pointers = mapped(arrays, (start) => kernel.pointer(fixed(start)));
  const [shared, placesOf] = sharedPointer(kernel, values);
  if (shape.linesEach === 0) {
    const columns = (count: number) =>
      body({
        along: (visit) => overRows(kernel, rows, sample, pointers, count, visit),
        values: placesOf(),
        lanes: { count, load: (at) => kernel.load(at, LANES, count), sumOf: (sums) => sums.sum() },
      });
    kernel.repeat(Math.floor(shape.width / LANES), () => {
      columns(LANES);
      for (const pointer of [...Object.values<Pointer>(pointers), shared]) kernel.advance(pointer, 4 * LANES);
    });
    if (shape.width % LANES > 0) columns(shape.width % LANES);
    return;
  }
  const { width, lines } = linesOf(shape);
  kernel.repeat(shape.lines / shape.linesEach, () => {
    const along: AlongChannel<N> = (visit) => {
      const own = mapped(pointers, (pointer) => kernel.pointer(pointer.at()));
      kernel.repeat(rows, () => {
        kernel.repeat(lines, () => {
          alongLines(kernel, width, own, visit);
          for (const pointer of Object.values<Pointer>(own)) kernel.advance(pointer, lineBytes(width));
        });
        for (const pointer of Object.values<Pointer>(own)) kernel.advance(pointer, sample - lines * lineBytes(width));
      });
    };
    const lanes = { count: 1, load: (at: ArenaAddress) => kernel.splat(at), sumOf: (sums: TurnedSums) => sums.total() };
    body({ along, values: placesOf(), lanes });
    for (const pointer of Object.values<Pointer>(pointers)) kernel.advance(pointer, lines * lineBytes(width));
    kernel.advance(shared, 4);
  });
}

/** Rows of a vector of columns, which take turns. */
const ROWS_IN_TURN = 4;

function overRows<N extends string>(
  kernel: Kernel,
  rows: number,
  step: number,
  starts: Readonly<Record<N, Pointer>>,
  count: number,
  visit: (vector: ChannelVector<N>) => void,
): void {
  const own = mapped(starts, (pointer) => kernel.pointer(pointer.at()));
  const some = (number: number) => {
    for (let turn = 0; turn < number; turn++)
      visit({ at: mapped(own, (pointer) => pointer.at(turn * step)), count, turn });
  };
  kernel.repeat(Math.floor(rows / ROWS_IN_TURN), () => {
    some(ROWS_IN_TURN);
    for (const pointer of Object.values<Pointer>(own)) kernel.advance(pointer, ROWS_IN_TURN * step);
  });
  some(rows % ROWS_IN_TURN);
}

/** One pointer for arrays that are gone through in step: it is at the first of them, and says where the others are. */
function sharedPointer<V extends string>(
  kernel: Kernel,
  arrays: Readonly<Record<V, number>>,
): readonly [Pointer, (more?: number) => Readonly<Record<V, ArenaAddress>>] {
  const first = Math.min(...Object.values<number>(arrays).filter((start) => start !== 0), Number.MAX_SAFE_INTEGER);
  const start = first === Number.MAX_SAFE_INTEGER ? 0 : first;
  const pointer = kernel.pointer(fixed(start));
  return [pointer, (more = 0) => mapped(arrays, (own) => pointer.at(Math.max(0, own - start) + more))];
}

/**
 * Goes through a batch channel by channel, or row by row where channels are columns.
 * @param values what each channel has; 0: nothing
 */
function eachPlane<N extends string, V extends string>(
  kernel: Kernel,
  rows: number,
  shape: ChannelShape,
  arrays: Readonly<Record<N, number>>,
  values: Readonly<Record<V, number>>,
  body: (plane: { along: AlongChannel<N>; values: Readonly<Record<V, Floats | undefined>> }) => void,
): void {
  const sample = shape.lines * lineBytes(shape.width);
  const pointers = mapped(arrays, (start) => kernel.pointer(fixed(start)));
  const [shared, placesOf] = sharedPointer(kernel, values);
  const advance = (bytes: number) => {
    for (const pointer of Object.values<Pointer>(pointers)) kernel.advance(pointer, bytes);
  };
  const load = (take: (at: ArenaAddress) => Floats) => {
    const places = placesOf();
    const loaded = Object.entries<number>(values).map(([name, start]) => [
      name,
      start ? take(places[name as V]) : undefined,
    ]);
    return Object.fromEntries(loaded) as Readonly<Record<V, Floats | undefined>>;
  };
  if (shape.linesEach === 0) {
    const columns = (count: number) =>
      body({
        along: (visit) => overRows(kernel, rows, sample, pointers, count, visit),
        values: load((at) => kernel.load(at, LANES, count)),
      });
    kernel.repeat(Math.floor(shape.width / LANES), () => {
      columns(LANES);
      advance(4 * LANES);
      kernel.advance(shared, 4 * LANES);
    });
    if (shape.width % LANES > 0) columns(shape.width % LANES);
    return;
  }
  const { width, lines } = linesOf(shape);
  const channels = shape.lines / shape.linesEach;
  kernel.repeat(rows, () => {
    kernel.repeat(channels, () => {
      const along: AlongChannel<N> = (visit) =>
        kernel.repeat(lines, () => {
          alongLines(kernel, width, pointers, visit);
          advance(lineBytes(width));
        });
      body({ along, values: load((at) => kernel.splat(at)) });
      kernel.advance(shared, 4);
    });
    kernel.advance(shared, -4 * channels);
  });
}
