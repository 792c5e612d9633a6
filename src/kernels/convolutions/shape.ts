/** Sizes of a convolution of images. Groups divide channels and outputs; outputs of a group see only its channels. */
export type ConvolutionShape = Readonly<
  Record<
    | ("channels" | "height" | "width")
    | ("outputs" | "outputHeight" | "outputWidth")
    | ("kernelHeight" | "kernelWidth" | "strideHeight" | "strideWidth")
    | ("padTop" | "padLeft" | "dilationHeight" | "dilationWidth" | "groups"),
    number
  >
>;

/** Floats of a line, its padding included. */
export const paddedWidth = (width: number) => 4 * Math.ceil(width / 4);

/** Weights of one output: values under the kernel. */
export const depthOf = ({ channels, groups, kernelHeight, kernelWidth }: ConvolutionShape) =>
  (channels / groups) * kernelHeight * kernelWidth;

/**
 * Images as a convolution reads them: [channels, phases, lines, floats], with zeros around them. A step of 2 makes phases of every
 * second line, and of every second value of a line, so that what neighbouring outputs read lies side by side.
 */
export interface PlaneShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly stepHeight: number;
  readonly stepWidth: number;
  /** Zeros before the first line and before a line's first value. */
  readonly top: number;
  readonly left: number;
  readonly lines: number;
  readonly floats: number;
  /** Whether the images themselves are the planes. */
  readonly isImage: boolean;
}

export const lineBytes = ({ floats }: PlaneShape) => 4 * floats;
/** From one phase to the next. */
export const phaseBytes = (shape: PlaneShape) => shape.lines * lineBytes(shape);
/** From one channel to the next. */
export const channelBytes = (shape: PlaneShape) => shape.stepHeight * shape.stepWidth * phaseBytes(shape);
/** Floats of a sample. */
export const planeFloats = (shape: PlaneShape) => (shape.channels * channelBytes(shape)) / 4;

/** Floats of a line of planes: narrow lines follow one another without a gap, so that vectors may go over their ends. */
const lineFloats = (values: number) => (values < 32 ? values : paddedWidth(values));

/** How far beyond its first value a kernel reaches, counted in a phase's lines or values. */
const reach = (kernel: number, dilation: number, step: number) => Math.floor((dilation * (kernel - 1)) / step);

/** What the kernel goes over. */
export function inputPlanes(shape: ConvolutionShape): PlaneShape {
  const { channels, height, width, outputHeight, outputWidth, padTop: top, padLeft: left } = shape;
  const [stepHeight, stepWidth] = [shape.strideHeight, shape.strideWidth];
  const lines = outputHeight + reach(shape.kernelHeight, shape.dilationHeight, stepHeight);
  const values = outputWidth + reach(shape.kernelWidth, shape.dilationWidth, stepWidth);
  const isPlain = stepHeight === 1 && stepWidth === 1 && top === 0 && left === 0;
  const own = { channels, height, width, stepHeight, stepWidth, top, left };
  if (isPlain && lines <= height && values <= width)
    return { ...own, lines: height, floats: paddedWidth(width), isImage: true };
  return {
    ...own,
    lines: Math.max(lines, Math.ceil((height + top) / stepHeight)),
    floats: lineFloats(Math.max(values, Math.ceil((width + left) / stepWidth))),
    isImage: false,
  };
}

/** Whether the gradient of the input is worked out where it belongs, rather than in planes. */
const isStraight = ({ strideHeight, strideWidth }: ConvolutionShape) => strideHeight === 1 && strideWidth === 1;

/** The gradient of the output, with zeros around it, for the way back. */
export function gradientPlanes(shape: ConvolutionShape): PlaneShape {
  const straight = isStraight(shape);
  const axis = (size: number, reached: number, before: number, step: number, outputs: number) => {
    const zeros = straight ? Math.max(0, reached - before) : reached;
    return { zeros, size: zeros + Math.max(Math.ceil((size + before) / step), outputs) };
  };
  const { height, width, outputHeight, outputWidth, padTop, padLeft, strideHeight, strideWidth } = shape;
  const tall = reach(shape.kernelHeight, shape.dilationHeight, strideHeight);
  const wide = reach(shape.kernelWidth, shape.dilationWidth, strideWidth);
  const vertical = axis(height, tall, padTop, strideHeight, outputHeight);
  const horizontal = axis(width, wide, padLeft, strideWidth, outputWidth);
  const isImage = vertical.size === outputHeight && horizontal.size === outputWidth;
  return {
    ...{ channels: shape.outputs, height: outputHeight, width: outputWidth, stepHeight: 1, stepWidth: 1 },
    ...{ top: vertical.zeros, left: horizontal.zeros, lines: vertical.size },
    floats: isImage ? paddedWidth(outputWidth) : lineFloats(horizontal.size),
    isImage,
  };
}

/** Where a result is worked out, if not where it belongs: planes whose lines are as long as those that it comes from. */
interface ResultPlanes {
  readonly planes: PlaneShape;
  /** Whether its lines are worked out as one, and what lies between them is left out afterwards. */
  readonly isJoined: boolean;
}

const LANES = 16;
/** Sums shorter than that do not pay for a copy of the result. */
const LONG_SUM = 32;

/** Whether vectors over the ends of lines are fewer by so much that they pay. */
function joins(lines: number, width: number, floats: number, sum: number): boolean {
  const apart = lines * Math.ceil(width / LANES);
  const joined = Math.ceil(((lines - 1) * floats + width) / LANES);
  return sum >= LONG_SUM && 1.15 * joined < apart;
}

/** Of the output; undefined: it is worked out where it belongs. */
export function outputResult(shape: ConvolutionShape): ResultPlanes | undefined {
  const { outputs: channels, outputHeight: height, outputWidth: width } = shape;
  const { floats } = inputPlanes(shape);
  if (!joins(height, width, floats, depthOf(shape))) return undefined;
  const own = { channels, height, width, stepHeight: 1, stepWidth: 1, top: 0, left: 0 };
  return { planes: { ...own, lines: height, floats, isImage: false }, isJoined: true };
}

/** Of the input's gradient. */
export function inputResult(shape: ConvolutionShape): ResultPlanes | undefined {
  const { channels, height, width, strideHeight: stepHeight, strideWidth: stepWidth, padTop, padLeft } = shape;
  const { floats } = gradientPlanes(shape);
  const straight = isStraight(shape);
  const [top, left] = straight ? [0, 0] : [padTop, padLeft];
  const [lines, values] = [Math.ceil((height + top) / stepHeight), Math.ceil((width + left) / stepWidth)];
  const sum = (shape.outputs * depthOf(shape)) / (channels * stepHeight * stepWidth);
  const isJoined = joins(lines, values, floats, sum);
  if (straight && !isJoined) return undefined;
  const own = { channels, height, width, stepHeight, stepWidth, top, left };
  return { planes: { ...own, lines, floats, isImage: false }, isJoined };
}

/** Values of a plane's line that come of the images. */
export const valuesOf = ({ width, left, stepWidth }: PlaneShape) => Math.ceil((width + left) / stepWidth);

/** Weights of an output and what they are multiplied with: a grid whose rows and columns are evenly spaced. Bytes. */
export interface TapGrid {
  readonly source: number;
  readonly weight: number;
  readonly rows: number;
  readonly rowSource: number;
  readonly rowWeight: number;
  readonly columns: number;
  readonly columnSource: number;
  readonly columnWeight: number;
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/** Every so manyth line or column of the kernel, from one on. */
interface Spaced {
  readonly first: number;
  readonly every: number;
  readonly count: number;
}

/** Lines or columns of the kernel, apart by the phase that they read. */
function classesOf(kernel: number, dilation: number, step: number): readonly Spaced[] {
  const every = step / divisor(step, dilation);
  return Array.from({ length: Math.min(every, kernel) }, (_, first) => ({
    first,
    every,
    count: Math.ceil((kernel - first) / every),
  }));
}

/** What an output adds up, from where its line begins in its first phase. */
export function forwardTaps(shape: ConvolutionShape): readonly TapGrid[] {
  const planes = inputPlanes(shape);
  const { kernelHeight, kernelWidth, dilationHeight, dilationWidth, strideHeight, strideWidth } = shape;
  const columns = classesOf(kernelWidth, dilationWidth, strideWidth);
  return classesOf(kernelHeight, dilationHeight, strideHeight).flatMap((row) =>
    columns.map((column) => {
      const [y, x] = [row.first * dilationHeight, column.first * dilationWidth];
      const phase = (y % strideHeight) * strideWidth + (x % strideWidth);
      const line = Math.floor(y / strideHeight) * lineBytes(planes);
      return {
        source: phase * phaseBytes(planes) + line + 4 * Math.floor(x / strideWidth),
        weight: 4 * (row.first * kernelWidth + column.first),
        ...{ rows: row.count, rowSource: ((row.every * dilationHeight) / strideHeight) * lineBytes(planes) },
        rowWeight: 4 * row.every * kernelWidth,
        ...{ columns: column.count, columnSource: (4 * (column.every * dilationWidth)) / strideWidth },
        columnWeight: 4 * column.every,
      };
    }),
  );
}

/** What an input of a phase gathers from the gradient's planes; undefined: nothing reads that phase. */
export function backwardTaps(shape: ConvolutionShape, phaseY: number, phaseX: number): TapGrid | undefined {
  const planes = gradientPlanes(shape);
  const { kernelHeight, kernelWidth, dilationHeight, dilationWidth, strideHeight, strideWidth } = shape;
  const find = (kernel: number, dilation: number, step: number, phase: number) =>
    classesOf(kernel, dilation, step).find(({ first }) => (phase - first * dilation) % step === 0);
  const row = find(kernelHeight, dilationHeight, strideHeight, phaseY);
  const column = find(kernelWidth, dilationWidth, strideWidth, phaseX);
  if (!row || !column) return undefined;
  const [before, aside] = isStraight(shape) ? [shape.padTop, shape.padLeft] : [0, 0];
  const line = (phaseY - row.first * dilationHeight) / strideHeight + planes.top + before;
  const value = (phaseX - column.first * dilationWidth) / strideWidth + planes.left + aside;
  return {
    source: line * lineBytes(planes) + 4 * value,
    weight: 4 * (row.first * kernelWidth + column.first),
    ...{ rows: row.count, rowSource: -((row.every * dilationHeight) / strideHeight) * lineBytes(planes) },
    rowWeight: 4 * row.every * kernelWidth,
    ...{ columns: column.count, columnSource: -(4 * (column.every * dilationWidth)) / strideWidth },
    columnWeight: 4 * column.every,
  };
}

/** All taps of a grid, each with its place. */
export const tapsOf = (grid: TapGrid) =>
  Array.from({ length: grid.rows * grid.columns }, (_, index) => {
    const [row, column] = [Math.floor(index / grid.columns), index % grid.columns];
    return {
      source: grid.source + row * grid.rowSource + column * grid.columnSource,
      weight: grid.weight + row * grid.rowWeight + column * grid.columnWeight,
    };
  });
