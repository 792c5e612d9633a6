// Pooling. Samples are [channels, height, stride(width)] and become [channels, height, stride(width)] of the output. Sixteen
// images, of channels and rows alike, are turned so that each has a lane of its own: whatever the windows are, a value of theirs
// is one vector then.
import { fixed, type Kernel, type Pointer } from "../language/kernel.ts";
import type { ArenaAddress, Floats, Integers } from "../language/values.ts";
import { type BatchSite, defineOperation } from "../operation.ts";
import { transpose } from "../products/transpose.ts";
import { eachVector, LANES, VECTOR_BYTES } from "./each-vector.ts";

/** Offsets in bytes, the rest in values. */
export type PoolShape = Readonly<{
  channels: number;
  /** Values of an image, padding included, and of what becomes of it. */
  values: number;
  outputs: number;
  /** Of the output: its lines, their values, and what pads each. */
  height: number;
  width: number;
  padding: number;
  /** From a value of a window to the next one below, and to the right. */
  down: number;
  right: number;
  /** Lines and columns of the windows; 0: they differ. */
  lines: number;
  columns: number;
  /** Of each value of the output: first value, lines and columns as int32s, and the divisor of a mean as a float. */
  windows: number;
  /** 16 times values and outputs; best at the start of a cache line. */
  scratch: number;
  /** An int32: the number of the 16 images at hand. */
  group: number;
}>;

/** Bytes of a window in the table. */
const WINDOW_BYTES = 16;

/** Notes where each largest value was, the first of equals; NaN is the largest. @param places int32s, 16 for each 16 outputs */
export const maxPool = defineOperation<PoolShape & Readonly<Record<"input" | "output" | "places", number>>>("MaxPool", {
  emit(kernel, { input, output, places, ...shape }, site) {
    const none = kernel.integer(-1);
    pool(kernel, shape, site, { input, output, places }, ({ window, place }) => {
      const first = kernel.bits(kernel.splat(window.at()));
      const most = kernel.variable(kernel.float(-Infinity));
      const [of, ofNaN] = [kernel.variable(first), kernel.variable(none)];
      eachValue(kernel, shape, window, first, (at, number) => {
        const value = kernel.load(at);
        const isMore = kernel.less(most, value);
        kernel.assign(of, kernel.where(isMore, number, of));
        kernel.assign(most, kernel.where(isMore, value, most));
        kernel.assign(ofNaN, kernel.where(kernel.notEqual(value, value), number, ofNaN));
      });
      const isNumber = kernel.equalIntegers(ofNaN, none);
      kernel.store(place.at(), kernel.where(isNumber, of, ofNaN));
      return kernel.where(isNumber, most, kernel.float(Number.NaN));
    });
  },
});

/** Each gradient goes where its value came from. */
export const maxPoolGradient = defineOperation<PoolShape & Readonly<Record<"gradient" | "ofInput" | "places", number>>>(
  "MaxPoolGradient",
  {
    emit(kernel, { gradient, ofInput, places, ...shape }, site) {
      const zero = kernel.float(0);
      unpool(kernel, shape, site, { gradient, ofInput, places }, (g, { window, place }) => {
        const own = kernel.loadIntegers(place.at());
        eachValue(kernel, shape, window, kernel.bits(kernel.splat(window.at())), (at, number) => {
          const share = kernel.where(kernel.equalIntegers(own, number), g, zero);
          kernel.store(at, kernel.add(kernel.load(at), share));
        });
      });
    },
  },
);

/** The mean of each window. */
export const averagePool = defineOperation<PoolShape & Readonly<Record<"input" | "output", number>>>("AveragePool", {
  emit(kernel, { input, output, ...shape }, site) {
    pool(kernel, shape, site, { input, output }, ({ window }) => {
      const sum = kernel.variable(kernel.float(0));
      eachValue(kernel, shape, window, undefined, (at) => kernel.assign(sum, kernel.add(sum, kernel.load(at))));
      return kernel.divide(sum, divisorOf(kernel, window));
    });
  },
});

/** Each gradient is shared out over its window. */
export const averagePoolGradient = defineOperation<PoolShape & Readonly<Record<"gradient" | "ofInput", number>>>(
  "AveragePoolGradient",
  {
    emit(kernel, { gradient, ofInput, ...shape }, site) {
      unpool(kernel, shape, site, { gradient, ofInput }, (g, { window }) => {
        const share = kernel.divide(g, divisorOf(kernel, window));
        eachValue(kernel, shape, window, undefined, (at) => kernel.store(at, kernel.add(kernel.load(at), share)));
      });
    },
  },
);

const divisorOf = (kernel: Kernel, window: Pointer) => kernel.splat(window.at(12));

/** Where things of the output's value at hand stand. */
interface Output {
  readonly window: Pointer;
  /** Of its window, the number of a value. */
  readonly place: Pointer;
}

/** Turns images, works out each value of the output, and turns these. */
function pool(
  kernel: Kernel,
  shape: PoolShape,
  site: BatchSite,
  { input, output, places = 0 }: { readonly input: number; readonly output: number; readonly places?: number },
  value: (output: Output) => Floats,
): void {
  const { values, outputs, scratch } = shape;
  const results = scratch + VECTOR_BYTES * values;
  const zero = kernel.float(0);
  eachGroup(kernel, shape, site, (partOf, count) => {
    turnIn(kernel, partOf(input, values), scratch, values, count);
    const at = kernel.pointer(fixed(results));
    eachOutput(kernel, shape, partOf(places, shape.height * shape.width), {
      visit(own) {
        kernel.store(at.at(), value(own));
        kernel.advance(at, VECTOR_BYTES);
      },
      pad() {
        kernel.store(at.at(), zero);
        kernel.advance(at, VECTOR_BYTES);
      },
    });
    turnOut(kernel, results, partOf(output, outputs), outputs, count);
  });
}

/** The way back: from each value of the output's gradient to its window, which is 0 at first. */
function unpool(
  kernel: Kernel,
  shape: PoolShape,
  site: BatchSite,
  { gradient, ofInput, places = 0 }: { readonly gradient: number; readonly ofInput: number; readonly places?: number },
  spread: (g: Floats, output: Output) => void,
): void {
  const { values, outputs, scratch } = shape;
  const results = scratch + VECTOR_BYTES * values;
  const zero = kernel.float(0);
  eachGroup(kernel, shape, site, (partOf, count) => {
    turnIn(kernel, partOf(gradient, outputs), results, outputs, count);
    eachVector(kernel, LANES * values, [scratch], (_, store) => store(0, zero));
    const at = kernel.pointer(fixed(results));
    eachOutput(kernel, shape, partOf(places, shape.height * shape.width), {
      visit(own) {
        spread(kernel.load(at.at()), own);
        kernel.advance(at, VECTOR_BYTES);
      },
      pad: () => kernel.advance(at, VECTOR_BYTES),
    });
    turnOut(kernel, scratch, partOf(ofInput, values), values, count);
  });
}

/**
 * Goes through the batch's images, 16 at a time. A group's number stands in the arena, so that no pointer is held while its
 * values are worked on.
 * @param body takes what points at the group's part of an array whose images have so many values
 */
function eachGroup(
  kernel: Kernel,
  { channels, group }: PoolShape,
  { rows }: BatchSite,
  body: (partOf: (array: number, values: number) => Pointer, count: number) => void,
): void {
  const number = kernel.integer(0, 4);
  kernel.store(fixed(group), number, 1);
  const partOf = (array: number, values: number) => kernel.row(fixed(group), array, 4 * LANES * values);
  const all = rows * channels;
  kernel.repeat(Math.floor(all / LANES), () => {
    body(partOf, LANES);
    const next = kernel.addIntegers(kernel.loadIntegers(fixed(group), 4, 1), kernel.integer(1, 4));
    kernel.store(fixed(group), next, 1);
  });
  if (all % LANES > 0) body(partOf, all % LANES);
}

/** [count, values] → [values, 16] */
function turnIn(kernel: Kernel, from: Pointer, to: number, values: number, count: number): void {
  const shape = { rows: count, columns: values, sourceStep: 4 * values, targetStep: VECTOR_BYTES };
  transpose(kernel, from.at, (offset) => fixed(to + offset), shape);
}

/** The way back. */
function turnOut(kernel: Kernel, from: number, to: Pointer, values: number, count: number): void {
  const shape = { rows: values, columns: count, sourceStep: VECTOR_BYTES, targetStep: 4 * values };
  transpose(kernel, (offset) => fixed(from + offset), to.at, shape);
}

/** Goes through the values of an output image, and their padding. */
function eachOutput(
  kernel: Kernel,
  { height, width, padding, windows }: PoolShape,
  place: Pointer,
  { visit, pad }: { readonly visit: (output: Output) => void; readonly pad: () => void },
): void {
  const window = kernel.pointer(fixed(windows));
  kernel.repeat(height, () => {
    kernel.repeat(width, () => {
      visit({ window, place });
      kernel.advance(window, WINDOW_BYTES);
      kernel.advance(place, VECTOR_BYTES);
    });
    kernel.repeat(padding, pad);
  });
}

/** A window of up to so many values is gone through without a loop. */
const UNROLLED = 9;

/** Goes through the values of a window. @param first number of the first; undefined: numbers are not wanted */
function eachValue(
  kernel: Kernel,
  { down, right, lines, columns, scratch }: PoolShape,
  window: Pointer,
  first: Integers | undefined,
  body: (at: ArenaAddress, number: Integers) => void,
): void {
  const start = kernel.row(window.at(), scratch, VECTOR_BYTES);
  const number = first ?? kernel.integer(0);
  const moved = (from: Integers, by: number) => (first ? kernel.addIntegers(from, kernel.integer(by)) : from);
  if (lines > 0 && columns > 0 && lines * columns <= UNROLLED) {
    for (let line = 0; line < lines; line++)
      for (let column = 0; column < columns; column++) {
        const behind = line * down + column * right;
        body(start.at(VECTOR_BYTES * behind), moved(number, behind));
      }
    return;
  }
  const ofLine = kernel.variable(number);
  kernel.repeat(lines || window.at(4), () => {
    const at = kernel.pointer(start.at());
    const own = kernel.variable(ofLine);
    kernel.repeat(columns || window.at(8), () => {
      body(at.at(), own);
      kernel.advance(at, VECTOR_BYTES * right);
      if (first) kernel.assign(own, moved(own, right));
    });
    kernel.advance(start, VECTOR_BYTES * down);
    if (first) kernel.assign(ofLine, moved(ofLine, down));
  });
}
